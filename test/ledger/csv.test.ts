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
