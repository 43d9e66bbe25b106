import fc from "fast-check";
import { expect, test } from "vitest";
import { csvReader, findDelimiter } from "../../../app/ingest/files/csv.ts";

function read(text: string, pieces = text.length || 1, delimiter = ",") {
  const reader = csvReader(delimiter);
  const rows = [];
  for (let at = 0; at < text.length; at += pieces)
    rows.push(...reader.push(text.slice(at, at + pieces)));
  return [...rows, ...reader.end()];
}

test("a row keeps the physical line it begins on, past quoted newlines and blank lines", () => {
  const text = 'a,b\r\n"x\r\ny",2\r\n\r\n3,"say ""hi"""\n4,5';
  expect(read(text)).toEqual([
    { line: 1, cells: ["a", "b"] },
    { line: 2, cells: ["x\r\ny", "2"] },
    { line: 5, cells: ["3", 'say "hi"'] },
    { line: 6, cells: ["4", "5"] },
  ]);
});

test("a row with text after a closing quote is broken alone", () => {
  const rows = read('1,"a"b,2\n"c",d,3\n');
  expect(rows.map(({ line, broken }) => [line, broken !== undefined])).toEqual([
    [1, true],
    [2, false],
  ]);
});

test("a quote that is never closed costs its line only", () => {
  const rows = read('1,"open\n2,b\n3,c\n');
  expect(rows.map(({ line, broken }) => [line, broken !== undefined])).toEqual([
    [1, true],
    [2, false],
    [3, false],
  ]);
});

test("a quote inside an unquoted cell is text", () => {
  expect(read('5" pipe,"x"\n')).toEqual([{ line: 1, cells: ['5" pipe', "x"] }]);
});

test("the separator is the most frequent one of the header, outside quotes", () => {
  expect(findDelimiter("a,b,c")).toBe(",");
  expect(findDelimiter('"a,b,c,d";e;f')).toBe(";");
  expect(findDelimiter("a\tb")).toBe("\t");
});

test("cells come back as written, whatever the pieces the text arrives in", () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", " ", ",", '"', "\n", "\r\n", "é", "7"),
    maxLength: 8,
  });
  const row = fc.array(cell, { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (rows, pieces) => {
      const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
      const text = rows.map((cells) => cells.map(quote).join(",") + "\r\n").join("");
      const kept = rows.filter((cells) => cells.some((value) => value.trim() !== ""));
      expect(read(text, pieces).map(({ cells }) => cells)).toEqual(kept);
    }),
  );
});
