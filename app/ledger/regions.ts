// The merchant's own regions: named sets of places, in an order of their own. An order belongs to
// the first set that names its place; where none does, to its place.

/** Plain postcodes, both in, equally long; longer ones belong where they begin alike. */
export type PostcodeRange = { first: string; last: string };

/** ISO 3166-1 alpha-2, and Shopify's province code; null: all of the country. */
export type Place = {
  country: string;
  province: string | null;
  /** Default all of them. Never together with a province. */
  postcodes?: PostcodeRange;
};
export type RegionSet = { name: string; places: Place[] };

/** No country's postcode is longer; what is longer is no postcode. */
export const longestPostcode = 10;

/** Letters and digits alone, upper case: SW1A 1AA is SW1A1AA, 94105-1234 is 941051234. */
export function plainPostcode(typed: string | null | undefined): string | null {
  const plain = (typed ?? "").toUpperCase().replace(/[^A-Z0-9]/g, "");
  return plain === "" || plain.length > longestPostcode ? null : plain;
}

/** Begins the key of an own region, so that none is taken for a place. */
export const ownRegion = "set:";
