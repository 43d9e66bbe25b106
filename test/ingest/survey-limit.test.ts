import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { addressOf } from "../../app/ingest/survey-http.server.ts";
import { createLimit } from "../../app/ingest/survey-limit.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

test("so many a minute for each key, then the seconds to wait, then again as many", () => {
  const limit = createLimit(2);
  expect([limit.take("a", at(0)), limit.take("a", at(1))]).toEqual([0, 0]);
  expect(limit.take("a", at(20))).toBe(40);
  expect(limit.take("b", at(20))).toBe(0);
  expect(limit.take("a", at(60))).toBe(0);
});

test("a flood of new keys cannot fill the memory, and known ones go on", () => {
  const limit = createLimit(10);
  for (let key = 0; key < 100_000; key += 1) limit.take(`key ${key}`, at(0));
  expect(limit.take("one more", at(1))).toBe(59);
  expect(limit.take("key 7", at(1))).toBe(0);
  expect(limit.take("one more", at(61))).toBe(0);
});

const from = (remoteAddress: string, proxies: number, forwarded?: string) =>
  addressOf(
    {
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    } as unknown as IncomingMessage,
    proxies,
  );

test("without a proxy of our own an address is the connection's, whatever a header says", () => {
  expect(from("203.0.113.9", 0)).toBe("203.0.113.9");
  expect(from("::ffff:203.0.113.9", 0, "1.2.3.4")).toBe("203.0.113.9");
  expect(from("127.0.0.1", 0, "1.2.3.4")).toBe("127.0.0.1");
  expect(from("10.0.0.7", 0, "9.9.9.9")).toBe("10.0.0.7");
});

test("behind proxies of our own an address is what the first of them saw, not what was sent to it", () => {
  expect(from("127.0.0.1", 1, "1.2.3.4, 198.51.100.7")).toBe("198.51.100.7");
  expect(from("::1", 1, "2001:db8::7")).toBe("2001:db8::7");
  expect(from("10.0.0.7", 2, "1.2.3.4, 198.51.100.7, 10.0.0.9")).toBe("198.51.100.7");
  // A proxy that adds nothing: the connection is all there is.
  expect(from("127.0.0.1", 1)).toBe("127.0.0.1");
  expect(from("10.0.0.7", 2, "198.51.100.7")).toBe("10.0.0.7");
});

test("a clock that is set back makes nobody wait for longer than a minute", () => {
  const limit = createLimit(1);
  expect([limit.take("a", at(9000)), limit.take("a", at(0)), limit.take("a", at(1))]).toEqual([
    ...[0, 0, 59],
  ]);
});
