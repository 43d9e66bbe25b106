import { expect, test } from "vitest";
import { csvCell, tableFile } from "../../app/ledger/csv.ts";

const lines = [
  ["Name", "Passed", ""],
  ['=HYPERLINK("x")', "-3", "Remove"],
  ["Ada, Packing", "1 · of 2", "Remove"],
  ["+49 40 1", "", "Remove"],
];

test("a table becomes a file no spreadsheet runs, without its buttons", () => {
  expect(tableFile("csv", lines)).toBe(
    ["Name,Passed", `"'=HYPERLINK(""x"")",-3`, `"Ada, Packing",1 · of 2`, "'+49 40 1,", ""].join(
      "\r\n",
    ),
  );
  expect(JSON.parse(tableFile("json", lines))).toEqual([
    { Name: '=HYPERLINK("x")', Passed: "-3" },
    { Name: "Ada, Packing", Passed: "1 · of 2" },
    { Name: "+49 40 1", Passed: "" },
  ]);
  expect(tableFile("csv", [])).toBe("\r\n");
  expect(csvCell("＝1")).toBe("'＝1");
});

test("nor one that separates cells by semicolons and takes quotes for text", () => {
  expect(csvCell('Nice;=HYPERLINK("x")')).toBe(`"Nice;'=HYPERLINK(""x"")"`);
  expect(csvCell('Nice;"=1')).toBe(`"Nice;""'=1"`);
  expect(csvCell("Nice\n@SUM(1)\t+1")).toBe(`"Nice\n'@SUM(1)\t'+1"`);
  expect(csvCell("Nice ;-) 3-4; a=b")).toBe("Nice ;-) 3-4; a=b");
});
