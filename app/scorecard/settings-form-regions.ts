// Regions as a merchant types them: "AT, DE-BY, Switzerland". Countries by ISO code or English name,
// provinces by Shopify's code behind their country.
import type { Place, RegionSet } from "../ledger/regions.ts";
import type { FieldErrors, SettingsForm } from "./settings-form.ts";

/** Names are told apart regardless of case; every fault stands beside its field. */
export function readRegionSets(given: SettingsForm["regions"], errors: FieldErrors): RegionSet[] {
  const seen = new Set<string>();
  return given.map(({ name: typed, places: text }, at) => {
    const name = typed.trim().replace(/\s+/g, " ");
    const key = name.toLowerCase();
    if (name === "") errors[`regions.${at}.name`] = { code: "name" };
    else if (seen.has(key)) errors[`regions.${at}.name`] = { code: "sameName" };
    seen.add(key);
    const parts = text.split(/[,;\n]/).flatMap((part) => part.trim() || []);
    const places: Place[] = [];
    for (const part of parts) {
      const place = readPlace(part);
      if (place) places.push(place);
      else errors[`regions.${at}.places`] ??= { code: "place", values: { place: part } };
    }
    if (parts.length === 0) errors[`regions.${at}.places`] = { code: "noPlace" };
    return { name, places };
  });
}

function readPlace(text: string): Place | null {
  const [, code, province] = /^([A-Z]{2})(?:-([A-Z0-9]{1,3}))?$/.exec(text.toUpperCase()) ?? [];
  const country = code ? isoCode(code) : codes().get(text.toLowerCase());
  return country ? { country, province: province ?? null } : null;
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

export const showRegionSet = ({ name, places }: RegionSet): SettingsForm["regions"][number] => ({
  name,
  places: places
    .map(({ country, province }) => [country, province ?? []].flat().join("-"))
    .join(", "),
});
