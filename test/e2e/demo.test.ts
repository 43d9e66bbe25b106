import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const home = mkdtempSync(join(tmpdir(), "fourfold-demo-test-"));
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));

function startDemo(): { child: ChildProcess; ready: Promise<string>; ended: Promise<number> } {
  const child = spawn(process.execPath, ["app/commands/demo.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      VITEST: undefined,
      DATABASE_URL: "",
      FOURFOLD_KEY: "",
      FOURFOLD_HOME: home,
      PORT: "0",
      DEMO_ORDERS: "40",
    },
  });
  let said = "";
  const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr!.on("data", (part: Buffer) => (said += part));
    child.stdout!.on("data", (part: Buffer) => {
      said += part;
      const url = /^Fourfold demo ready: (\S+)$/m.exec(said)?.[1];
      if (url) resolve(url);
    });
    void ended.then((code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  return { child, ready, ended };
}

test("the demo opens, stops with everything it started, and opens again", async () => {
  for (const run of ["first", "second"]) {
    const { child, ready, ended } = startDemo();
    const url = await ready;
    const page = await (await fetch(url)).text();
    expect(page, run).toContain("Demo data");
    child.kill("SIGINT");
    expect(await ended, run).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  }
}, 240_000);
