import { expect, test } from "vitest";
import { searchBy } from "./search.ts";

type Thing = { id: number; at: string; status: string };
const fields = {
  id: (thing: Thing) => thing.id,
  created_at: (thing: Thing) => thing.at,
  status: (thing: Thing) => thing.status,
};
const things: Thing[] = [
  { id: 1, at: "2026-03-01T10:00:00+01:00", status: "paid" },
  { id: 2, at: "2026-03-01T10:00:00Z", status: "refunded" },
  { id: 3, at: "2026-03-02T00:00:00Z", status: "Partially_Refunded" },
];
const found = (query: string) => things.filter(searchBy(query, fields)).map((thing) => thing.id);

test("terms compare instants, numbers and words, joined by AND and OR", () => {
  expect(found("created_at:>='2026-03-01T10:00:00Z'")).toEqual([2, 3]);
  expect(found("created_at:>2026-03-01T10:00:00Z")).toEqual([3]);
  expect(found("status:partially_refunded OR status:refunded")).toEqual([2, 3]);
  expect(found("status:refunded created_at:>='2026-03-01T00:00:00Z'")).toEqual([2]);
  expect(found("status:refunded AND id:<2")).toEqual([]);
  expect(found("")).toEqual([1, 2, 3]);
});

test("what is not understood is said instead of ignored", () => {
  expect(() => found("colour:red")).toThrow("got the search field colour");
  expect(() => found("paid")).toThrow("expected field:value");
});
