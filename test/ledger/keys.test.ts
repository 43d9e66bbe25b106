import { createHmac, hkdfSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keyRing, keyText } from "../../app/ledger/keys.server.ts";

const old = "an old secret of more than 32 characters";
const fresh = "a new secret of more than thirty-two characters";

test("any text comes back from its seal, and two seals of it differ", () => {
  const ring = keyRing(fresh);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (plain) => {
      const sealed = ring.seal(plain);
      expect(ring.open(sealed)).toBe(plain);
      expect(ring.seal(plain).equals(sealed)).toBe(false);
    }),
  );
});

test("a sealed value does not hold its plain text", () => {
  expect(keyRing(fresh).seal("ada@example.com").includes("ada@example.com")).toBe(false);
});

test("another secret cannot open and says what to do", () => {
  const sealed = keyRing(old).seal("ada@example.com");
  expect(() => keyRing(fresh).open(sealed)).toThrow(/does not hold.*append the earlier secret/);
});

test("every altered byte is noticed", () => {
  const ring = keyRing(fresh);
  const sealed = ring.seal("ada@example.com");
  for (let place = 0; place < sealed.length; place++) {
    const altered = Buffer.from(sealed);
    altered[place]! ^= 1;
    expect(() => ring.open(altered), `byte ${place}`).toThrow();
  }
  expect(() => ring.open(sealed.subarray(0, 20))).toThrow(/no sealed value/);
  expect(() => ring.open(sealed.subarray(0, -1))).toThrow(/altered/);
});

test("after a rotation the first secret seals, the second still opens and finds", () => {
  const before = keyRing(old);
  const after = keyRing(`${fresh}, ${old}`);
  expect(after.open(before.seal("ada@example.com"))).toBe("ada@example.com");
  expect(keyRing(fresh).open(after.seal("ada@example.com"))).toBe("ada@example.com");
  expect(after.blindIndexes("ada@example.com")).toEqual([
    keyRing(fresh).blindIndex("ada@example.com"),
    before.blindIndex("ada@example.com"),
  ]);
});

test("a blind index is HMAC-SHA-256 under its own HKDF key, the same every time", () => {
  const key = Buffer.from(hkdfSync("sha256", fresh, "fourfold", "blind index", 32));
  const expected = createHmac("sha256", key).update("ada@example.com").digest("base64url");
  expect(keyRing(fresh).blindIndex("ada@example.com")).toBe(expected);
  expect(keyRing(fresh).blindIndex("bob@example.com")).not.toBe(expected);
});

test("a short secret is refused without being repeated", () => {
  expect(() => keyRing("too short")).toThrow(
    /got 9 characters in secret 1 of 1, expected at least 32/,
  );
  expect(() => keyRing(`${fresh},`)).toThrow(/got 0 characters in secret 2 of 2/);
});

test("without a key the embedded database's home keeps one, readable by its owner only", () => {
  const home = mkdtempSync(join(tmpdir(), "fourfold-key-"));
  const text = keyText({ FOURFOLD_HOME: home });
  expect(keyText({ FOURFOLD_HOME: home })).toBe(text);
  expect(readFileSync(join(home, "key"), "utf8")).toBe(text);
  expect(statSync(join(home, "key")).mode & 0o777).toBe(0o600);
  expect(keyRing(text).open(keyRing(text).seal("x"))).toBe("x");
  rmSync(home, { recursive: true });
});

test("a database of one's own needs a key of one's own", () => {
  expect(() => keyText({ DATABASE_URL: "postgres://h/d" })).toThrow(/FOURFOLD_KEY: missing/);
  expect(keyText({ DATABASE_URL: "postgres://h/d", FOURFOLD_KEY: fresh })).toBe(fresh);
});
