import { expect, test } from "vitest";
import { locationNamed } from "../../app/ledger/location.ts";

const locations = [
  { id: "1", name: "Berlin" },
  { id: "2", name: "Store" },
  { id: "3", name: "store " },
];

test("a location is found by its id, or by a name that only it has", () => {
  expect(locationNamed(locations, "2")).toBe("2");
  expect(locationNamed(locations, " BERLIN ")).toBe("1");
  expect(locationNamed(locations, "Store")).toBeNull();
  expect(locationNamed(locations, "Hamburg")).toBeNull();
  // Before any was read there is nothing to hold it against.
  expect(locationNamed([], "77")).toBe("77");
});
