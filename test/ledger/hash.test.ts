import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { contentHash } from "../../app/ledger/hash.ts";
import {
  asItIs,
  asList,
  asMinor,
  asText,
  asTime,
  bytesOf,
  formOf,
  type Writes,
} from "../../app/ledger/hashed-bytes.ts";

type Thing = {
  zebra: string | null;
  amount: bigint;
  at: Date;
  count?: number | null;
  flag: boolean;
  parts: { id: string }[];
};
const part = formOf<{ id: string }>({ id: asText });
const form: Writes<Thing> = {
  zebra: asText,
  amount: asMinor,
  at: asTime,
  count: asItIs,
  flag: asItIs,
  parts: asList(part),
};
const thing: Thing = {
  zebra: 'a "b" \\ Zoë\n',
  amount: -12n,
  at: new Date("2026-03-01T00:00:00Z"),
  count: 7,
  flag: false,
  parts: [{ id: "1" }, { id: "2" }],
};

test("a fact's hash is the SHA-1 of its sorted JSON, by its form and without", () => {
  // Written by hand: keys in the order of the alphabet, minor units with an n.
  const text =
    '{"amount":-12n,"at":"2026-03-01T00:00:00.000Z","count":7,"flag":false,' +
    '"parts":[{"id":"1"},{"id":"2"}],"zebra":"a \\"b\\" \\\\ Zoë\\n"}';
  const sha1 = createHash("sha1").update(text).digest("hex");
  expect(contentHash(thing)).toBe(sha1);
  expect(contentHash(thing, formOf(form))).toBe(sha1);
});

test("what is not told is left out, what is told to be nothing is null", () => {
  const { count: _untold, ...untold } = thing;
  for (const each of [untold, { ...untold, count: null }, { ...untold, zebra: null, parts: [] }]) {
    expect(contentHash<Thing>(each, formOf(form))).toBe(contentHash(each));
  }
  expect(contentHash(untold)).not.toBe(contentHash({ ...untold, count: null }));
});

test("a text is its JSON, however long it is and whatever stands in it", () => {
  const texts = [
    "",
    "a".repeat(9_999),
    `${"b".repeat(9_999)}"`,
    "é".repeat(40_000),
    "\ud800",
    "\u007f",
  ];
  for (const text of texts) {
    expect(String(bytesOf(text, asText))).toBe(JSON.stringify(text));
    expect(contentHash(text, asText)).toBe(contentHash(text));
  }
});

test("an instant's text is its ISO form, before 1970 and far from today too", () => {
  const instants = ["1969-12-31T23:59:59.999Z", "2026-03-01T00:00:00.001Z", "2026-03-01T23:59:59Z"];
  const far = [
    "-000001-06-30T12:34:56.789Z",
    "+012026-01-01T00:00:00Z",
    "2000-02-29T12:00:00.050Z",
  ];
  for (const told of [...instants, ...far]) {
    expect(String(bytesOf(new Date(told), asTime))).toBe(JSON.stringify(new Date(told)));
  }
  expect(() => bytesOf(new Date(NaN), asTime)).toThrow(RangeError);
});
