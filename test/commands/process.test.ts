import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { freshDatabaseUrl } from "../database.ts";

const folder = mkdtempSync(join(tmpdir(), "fourfold-process-"));
afterAll(() => rmSync(folder, { recursive: true }));

const order =
  "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price\n" +
  "#1,a@x.test,paid,GBP,10.00,2026-01-02 10:00:00 +0000,2,Cup,5.00\n" +
  "#2,b@x.test,paid,GBP,30.00,2026-01-31 23:30:00 +0000,1,Bowl,30.00\n";

test("as a process it speaks JSON on stdout and ends by its exit code", async () => {
  const { url, drop } = await freshDatabaseUrl();
  const env = { ...process.env, DATABASE_URL: url, NODE_ENV: "test" as const };
  const start = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["app/commands/fourfold.ts", ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
    );
  try {
    const file = join(folder, "orders.csv");
    writeFileSync(file, order);
    const done = await start("import", "--shop", "c.myshopify.com", "--file", file);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ accepted: 2 });
    expect(await start("import", "--shop", "c.myshopify.com")).toEqual({ code: 2, stdout: "" });
    expect(await start("rebuild", "--shop", "d.myshopify.com")).toEqual({ code: 1, stdout: "" });
  } finally {
    await drop();
  }
  const nowhere = { ...env, DATABASE_URL: "postgres://nobody:x@127.0.0.1:1/none" };
  const lost = await promisify(execFile)(
    process.execPath,
    ["app/commands/fourfold.ts", "rebuild", "--shop", "d.myshopify.com"],
    { env: nowhere },
  ).catch((error: { code: number; stdout: string; stderr: string }) => error);
  expect(lost).toMatchObject({ code: 1, stdout: "" });
  expect(lost.stderr).toContain("ECONNREFUSED");
});
