// Regions as a merchant types them: "AT, DE-BY, Switzerland, DE 10115-14199". Countries by ISO code
// or English name, provinces by Shopify's code behind their country, postcodes behind a space.
import {
  longestPostcode,
  plainPostcode,
  type Place,
  type PostcodeRange,
  type RegionSet,
} from "../ledger/regions.ts";
import type { FieldError, FieldErrors, SettingsForm } from "./settings-form.ts";

/**
 * Names are told apart regardless of case; every fault stands beside its field. A part of a larger
 * place may be a region of its own before that of the larger one; else no place may be in two.
 */
export function readRegionSets(given: SettingsForm["regions"], errors: FieldErrors): RegionSet[] {
  const seen = new Set<string>();
  const sets: RegionSet[] = [];
  given.forEach(({ name: typed, places: text }, at) => {
    const name = typed.trim().replace(/\s+/g, " ");
    const key = name.toLowerCase();
    if (name === "") errors[`regions.${at}.name`] = { code: "name" };
    else if (seen.has(key)) errors[`regions.${at}.name`] = { code: "sameName" };
    seen.add(key);
    const parts = text.split(/[,;\n]/).flatMap((part) => part.trim() || []);
    const places: Place[] = [];
    const fault = (error: FieldError | null) => {
      if (error) errors[`regions.${at}.places`] ??= error;
    };
    for (const part of parts) {
      const place = readPlace(part);
      if ("code" in place) fault(place);
      else {
        places.push(place);
        fault(clashOf(place, sets));
      }
    }
    if (parts.length === 0) fault({ code: "noPlace" });
    sets.push({ name, places });
  });
  return sets;
}

/** What a place has in common with the regions before, if an order could not tell where it belongs. */
function clashOf(place: Place, before: readonly RegionSet[]): FieldError | null {
  for (const { name, places } of before) {
    for (const other of places) {
      const kind = overlap(place, other);
      if (kind) {
        const values = { place: showPlace(place), other: showPlace(other), region: name };
        return { code: kind, values };
      }
    }
  }
  return null;
}

/** `overlap`: no order of the two regions mends it; `behind`: the narrower one must come first. */
function overlap(place: Place, before: Place): "overlap" | "behind" | null {
  if (place.country !== before.country) return null;
  const [mine, others] = [place.postcodes, before.postcodes];
  if (mine && others) return meet(mine, others) ? "overlap" : null;
  if (place.province === before.province && !mine === !others) return "overlap";
  const isWhole = before.province === null && !others;
  return isWhole ? "behind" : null;
}

/** Ends of different lengths are compared as far as both go. */
function meet(a: PostcodeRange, b: PostcodeRange): boolean {
  const common = Math.min(a.first.length, b.first.length);
  const cut = (text: string) => text.slice(0, common);
  return cut(a.first) <= cut(b.last) && cut(b.first) <= cut(a.last);
}

function readPlace(text: string): Place | FieldError {
  const [, code, province] = /^([A-Z]{2})(?:-([A-Z0-9]{1,3}))?$/.exec(text.toUpperCase()) ?? [];
  const country = code ? isoCode(code) : codes().get(text.toLowerCase());
  if (country) return { country, province: province ?? null };
  // A postcode begins with the first word that holds a digit, or behind a code of two letters.
  const [, before = "", behind = ""] =
    (/\d/.test(text) && /^([a-z]{2})\s+(\S.*)$/i.exec(text)) ||
    (/^(\D{1,60})\s([^\s\d]*\d.*)$/.exec(text) ?? []);
  const named = /^[a-z]{2}$/i.test(before) ? isoCode(before.toUpperCase()) : undefined;
  const found = named ?? codes().get(before.toLowerCase());
  if (!found) return { code: "place", values: { place: text } };
  const postcodes = readPostcodes(behind);
  return "code" in postcodes ? postcodes : { country: found, province: null, postcodes };
}

function readPostcodes(text: string): PostcodeRange | FieldError {
  const ends = text.split(/[-–]/).map((end) => plainPostcode(end.trim()));
  const [first, last = first] = ends;
  const isRange =
    first && last && ends.length <= 2 && first.length === last.length && first <= last;
  return isRange
    ? { first, last }
    : { code: "postcodes", values: { postcodes: text, most: longestPostcode } };
}

const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
/** Unions and placeholders have a name, too. */
const noCountries = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

/** The code of today: UK is GB. */
function isoCode(code: string): string | undefined {
  const { region } = new Intl.Locale(`und-${code}`);
  return region && names.of(region) && !noCountries.has(region) ? region : undefined;
}

let known: Map<string, string> | undefined;
/** Codes by lower-case English name. */
function codes(): Map<string, string> {
  if (known) return known;
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  known = new Map(
    pairs.flatMap((pair): [string, string][] => {
      const code = isoCode(pair);
      return code ? [[(names.of(code) ?? code).toLowerCase(), code]] : [];
    }),
  );
  return known;
}

/** As it may be typed: "DE", "US-CA", "DE 10115-14199", "GB SW1". */
function showPlace({ country, province, postcodes }: Place): string {
  if (!postcodes) return [country, province ?? []].flat().join("-");
  const { first, last } = postcodes;
  return `${country} ${first === last ? first : `${first}-${last}`}`;
}

export const showRegionSet = ({ name, places }: RegionSet): SettingsForm["regions"][number] => ({
  name,
  places: places.map(showPlace).join(", "),
});
