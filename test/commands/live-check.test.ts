import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { Refused } from "../../app/commands/fourfold/command.ts";
import { liveCheckCommand } from "../../app/commands/fourfold/live-check.ts";
import { env } from "../../app/env.server.ts";

const before = { ...env };
afterEach(() => void Object.assign(env, before));

test("asked from elsewhere it makes no database, and what fails ends with a failure", async () => {
  const server = createServer((_, answer) => void answer.writeHead(503).end());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const home = join(tmpdir(), `fourfold-nowhere-${process.pid}`);
  Object.assign(env, {
    ...{ SHOPIFY_API_KEY: "key", SHOPIFY_API_SECRET: "secret", SHOPIFY_APP_URL: url },
    ...{ DATABASE_URL: undefined, FOURFOLD_HOME: home },
  });
  const told = { out: "", err: "" };
  const ran = liveCheckCommand.run(["--shop", "a.myshopify.com"], {
    out: (text) => void (told.out += text),
    err: (text) => void (told.err += text),
    now: () => new Date(),
    open: () => Promise.reject(new Error("a database was opened")),
  });
  await expect(ran).rejects.toThrow(new Refused("9 of 9 checks failed"));
  server.close();
  expect(JSON.parse(told.out)).toMatchObject({ ok: false, url, results: { length: 9 } });
  expect(told.err).toMatch(/^FAIL {2}lives \(got 503, expected 200\)$/m);
  expect(told.err).toMatch(/^skip {2}reads the shop at Shopify: /m);
  expect(existsSync(home)).toBe(false);
});
