import { expect, test } from "vitest";
import { eraseInJson, patternsOf } from "../../app/ledger/redact-patterns.ts";

const xenia = {
  ...{ email: "Xenia.Quill@Example.com", phone: "+4915112345678" },
  ...{ firstName: "Xenia", lastName: "Quillington" },
};
const { contacts, named, matter } = patternsOf([xenia]);

test("a phone is found by its digits, with the country's or without, whatever stands between", () => {
  for (const phone of [
    "+49 151 12345678",
    "0151/123 456-78",
    "0049 (151) 12345678",
    "015112345678",
  ])
    expect(contacts.erase(`ring ${phone}, then wait`)).toBe("ring [erased], then wait");
  for (const other of ["+49 151 12345679", "112345678900", "A112345678", "151 1234"])
    expect(contacts.erase(other)).toBe(other);
});

test("an e-mail in any case, and whole names both ways round, are found as words", () => {
  expect(named.erase("To XENIA.QUILL@example.com: Quillington, Xenia")).toBe(
    "To [erased]: [erased]",
  );
  expect(named.erase("xenia  quillington's vase")).toBe("[erased]'s vase");
  expect(named.erase("Xenia Quillingtons")).toBe("Xenia Quillingtons");
  expect(contacts.erase("Xenia Quillington")).toBe("Xenia Quillington");
});

test("a last name alone is found as names are written, where a matter is written down", () => {
  expect(matter.erase("Mrs Quillington, QUILLINGTON")).toBe("Mrs [erased], [erased]");
  expect(matter.erase("quillington or Quillingtons")).toBe("quillington or Quillingtons");
  expect(named.erase("Mrs Quillington")).toBe("Mrs Quillington");
  expect(matter.eraseFirst("Xenia is angry")).toBe("[erased] is angry");
  // Two letters stand in too many words.
  const short = patternsOf([{ email: null, phone: "12345", firstName: null, lastName: "Li" }]);
  expect(short.matter.erase("Mr Li 12345")).toBe("Mr Li 12345");
  expect(short.matter.sql).toBe(null);
});

test("in JSON texts that are values are cleaned, and nothing else is touched", () => {
  const json =
    '{"Xenia Quillington": 1.10, "a": ["Xenia Quillington", "x\\u0041 \\"Xenia Quillington\\""]}';
  expect(eraseInJson(json, named.erase)).toBe(
    '{"Xenia Quillington": 1.10, "a": ["[erased]", "xA \\"[erased]\\""]}',
  );
});
