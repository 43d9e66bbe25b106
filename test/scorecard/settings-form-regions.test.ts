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

test("postcodes are read behind their country, in either way of writing them", () => {
  const { sets, errors } = read({
    name: "City",
    places: "DE 10115 - 14199; de 04109, United Kingdom SW1A 1AA, GB e1-E9, US 94105",
  });
  expect(errors).toEqual({});
  const range = (code: string, first: string, last = first) => ({
    ...country(code),
    postcodes: { first, last },
  });
  expect(sets[0]?.places).toEqual([
    range("DE", "10115", "14199"),
    range("DE", "04109"),
    range("GB", "SW1A1AA"),
    range("GB", "E1", "E9"),
    range("US", "94105"),
  ]);
  const shown = sets.map(showRegionSet);
  expect(shown[0]?.places).toBe("DE 10115-14199, DE 04109, GB SW1A1AA, GB E1-E9, US 94105");
  expect(read(...shown).sets).toEqual(sets);
});

test("a range that runs down, of unequal ends or of too many, is refused", () => {
  for (const given of [
    "DE 14199-10115",
    "DE 1-14199",
    "US 94105-1234",
    "DE 1-2-3",
    "DE 12345678901",
  ]) {
    const { errors } = read({ name: "City", places: given });
    expect([given, errors["regions.0.places"]?.code]).toEqual([given, "postcodes"]);
  }
});

test("a place may be in one region only; a part of it may come before the whole", () => {
  const fault = (...places: string[]) => {
    const sets = places.map((each, at) => ({ name: `R${at}`, places: each }));
    return read(...sets).errors[`regions.${places.length - 1}.places`];
  };
  expect(fault("DE-BY", "DE 10115-14199", "DE 20095-22769", "DE, AT")).toBeUndefined();
  // What one region names twice is in that one all the same.
  expect(fault("DE, DE-BY, DE 1-2, DE 10-20")).toBeUndefined();
  const values = { region: "R0" };
  expect(fault("AT, DE", "CH, DE")).toEqual({
    code: "overlap",
    values: { ...values, place: "DE", other: "DE" },
  });
  expect(fault("DE-BY", "DE-BY")?.code).toBe("overlap");
  expect(fault("DE 10115-14199", "DE 14000-15999")?.code).toBe("overlap");
  expect(fault("DE 10115-14199", "DE 1")?.code).toBe("overlap");
  expect(fault("DE 12345", "DE 10000-19999")?.code).toBe("overlap");
  expect(fault("DE 10000-14199", "DE 142-149")).toBeUndefined();
  expect(fault("DE", "DE-BY")).toEqual({
    code: "behind",
    values: { ...values, place: "DE-BY", other: "DE" },
  });
  expect(fault("DE", "DE 10115")?.code).toBe("behind");
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
