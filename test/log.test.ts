import { expect, test, vi } from "vitest";
import { env } from "../app/env.server.ts";
import { hearConsole, logLine, withRequest } from "../app/log.server.ts";

const now = new Date("2026-03-01T10:00:00Z");
const line = (fields: object, message = "m") =>
  JSON.parse(logLine("info", fields, message, now)) as Record<string, unknown>;

test("a line is JSON with time, level and message", () => {
  expect(line({ shop: "a.myshopify.com", id: 9007199254740993n }, "taken")).toEqual({
    time: "2026-03-01T10:00:00.000Z",
    level: "info",
    message: "taken",
    shop: "a.myshopify.com",
    id: "9007199254740993",
  });
});

test("tokens, contact details and passwords never reach a line, however deep", () => {
  const text = logLine(
    "info",
    {
      accessToken: "shpat_1",
      headers: { authorization: "Bearer abc", "x-shopify-hmac-sha256": "hm" },
      customer: { email: "ada@example.com", firstName: "Ada", note: { phone: "+44 1" } },
      url: "/app?embedded=1&id_token=eyJ.x.y&shop=a",
      database: "postgresql://fourfold:s3cret@127.0.0.1/fourfold",
    },
    "GET /app?id_token=eyJ.z.z",
    now,
  );
  for (const secret of ["shpat_1", "abc", '"hm"', "ada@", "Ada", "+44", "eyJ", "s3cret"])
    expect(text).not.toContain(secret);
  expect(text).toContain("shop=a");
});

test("errors carry their words, their cause and their place", () => {
  const error = new Error("got 1, expected 2", { cause: new Error("id_token=eyJ.x") });
  expect(line({ error }).error).toMatchObject({
    message: "got 1, expected 2",
    cause: { message: "id_token=[redacted]" },
    stack: expect.stringContaining("log.test.ts") as string,
  });
  expect(line(error)).toMatchObject({ message: "m", error: { name: "Error" } });
});

test("a line survives what JSON cannot hold", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(() => logLine("warn", { loop, none: undefined, big: 1n }, "m", now)).not.toThrow();
});

test("what looks like a token, a key or an e-mail address is cut out of any text", () => {
  const key = `ff_12_0123456789ab_${"x".repeat(43)}_${"y".repeat(16)}`;
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
  const text = logLine(
    "error",
    { error: new Error(`got ada.b+c@mail.example.com, ${key}, shpat_0123456789abcdef, ${jwt}`) },
    "m",
    now,
  );
  for (const secret of ["ada", key, "shpat_0", "eyJ"]) expect(text).not.toContain(secret);
  expect(text).toContain("got [e-mail], [redacted], [redacted], [redacted]");
});

test("nothing that is logged can begin a line of its own or command a terminal", () => {
  const forged = 'a\n{"level":"error"}\r\u2028b\u001b[2J\u009b2Jc';
  const text = logLine("info", { forged, [forged]: 1 }, forged, now);
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(JSON.parse(text)).toMatchObject({ level: "info" });
});

test("lines of one request carry its id", async () => {
  const lines: string[] = [];
  await new Promise<void>((resolve) =>
    withRequest("request-1", () =>
      setTimeout(() => {
        lines.push(logLine("info", {}, "inside", now));
        resolve();
      }),
    ),
  );
  lines.push(logLine("info", {}, "outside", now));
  expect(lines.map((text) => (JSON.parse(text) as { request?: string }).request)).toEqual([
    "request-1",
    undefined,
  ]);
});

test("what a library says on the console is a line like all others, without its secrets", () => {
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  const level = env.LOG_LEVEL;
  env.LOG_LEVEL = "info";
  const leave = hearConsole();
  try {
    console.log("asked for %s", "https://a.example/?id_token=eyJ.x.y", { of: "ada@example.com" });
    console.error(new Error("got 1,\nexpected 2"));
    console.debug("too quiet");
  } finally {
    leave();
    env.LOG_LEVEL = level;
  }
  const [asked, failed, ...more] = lines.map((each) => JSON.parse(each) as Record<string, string>);
  expect(asked).toMatchObject({ level: "info" });
  expect(asked!.message).toBe("asked for https://a.example/?id_token=[redacted] { of: [e-mail]' }");
  expect(failed).toMatchObject({ level: "error" });
  expect(failed!.message).toContain("got 1,\nexpected 2");
  expect(more).toEqual([]);
});
