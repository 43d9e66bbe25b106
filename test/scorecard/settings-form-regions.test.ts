import { expect, test } from "vitest";
import { readRegionSets, showRegionSet } from "../../app/scorecard/settings-form-regions.ts";
import type { FieldErrors } from "../../app/scorecard/settings-form.ts";

const read = (...regions: { name: string; places: string }[]) => {
  const errors: FieldErrors = {};
  return { sets: readRegionSets(regions, errors), errors };
};
const country = (code: string) => ({ country: code, province: null });

test("countries are read by code or English name, provinces behind their country", () => {
  const { sets, errors } = read(
    { name: " DACH  region ", places: "at, Germany; SWITZERLAND" },
    { name: "West", places: "us-ca\nUS-WA, Türkiye, UK" },
  );
  expect(errors).toEqual({});
  expect(sets).toEqual([
    { name: "DACH region", places: [country("AT"), country("DE"), country("CH")] },
    {
      name: "West",
      places: [
        { country: "US", province: "CA" },
        { country: "US", province: "WA" },
        country("TR"),
        country("GB"),
      ],
    },
  ]);
  expect(sets.map(showRegionSet)).toEqual([
    { name: "DACH region", places: "AT, DE, CH" },
    { name: "West", places: "US-CA, US-WA, TR, GB" },
  ]);
});

test("what is no place, no name, or a name twice is said beside its field", () => {
  const { errors } = read(
    { name: "", places: "AT" },
    { name: "North", places: "Atlantis, XX" },
    { name: "north", places: " , " },
    { name: "Union", places: "EU" },
    { name: "State", places: "California" },
  );
  expect(errors).toEqual({
    "regions.0.name": { code: "name" },
    "regions.1.places": { code: "place", values: { place: "Atlantis" } },
    "regions.2.name": { code: "sameName" },
    "regions.2.places": { code: "noPlace" },
    "regions.3.places": { code: "place", values: { place: "EU" } },
    "regions.4.places": { code: "place", values: { place: "California" } },
  });
});
