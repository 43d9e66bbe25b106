// A batch's values are looked for between their least and their greatest only where every database
// sorts them alike, whatever its locale.
import { expect, test } from "vitest";
import { GrowingSpan } from "../../app/ledger/writers/span.ts";

function spanOf(values: readonly string[]) {
  const span = new GrowingSpan();
  for (const value of values) span.add(value);
  return span.end();
}

test("ids, names and events of one length are looked for between the least and the greatest", () => {
  expect(spanOf(["5402", "5400", "5401"])).toEqual({ least: "5400", most: "5402", length: 4 });
  expect(spanOf(["#1002", "#1001"])).toEqual({ least: "#1001", most: "#1002", length: 5 });
  expect(spanOf(["71:in_transit", "70:delivered"])).toEqual({
    least: "70:delivered",
    most: "71:in_transit",
    length: 0,
  });
});

test("digits of several lengths are sorted by their letters, and none is told by its length", () => {
  expect(spanOf(["999", "1000"])).toEqual({ least: "1000", most: "999", length: 0 });
});

test.for([
  [["#999", "#1000"]],
  [["#1000", "1000"]],
  [["1000", "10000:delivered"]],
  [["EX-1000"]],
  [["#1000-A"]],
  [["70:Delivered"]],
  [["#"]],
  [[""]],
  [[]],
])("%j may be sorted in two ways, so each is looked for", ([values]) => {
  expect(spanOf(values!)).toEqual({ least: "", most: "", length: 0 });
});
