// The merchant's own regions: named sets of places, in an order of their own. An order belongs to
// the first set that names its place; where none does, to its place.

/** ISO 3166-1 alpha-2, and Shopify's province code; null: all of the country. */
export type Place = { country: string; province: string | null };
export type RegionSet = { name: string; places: Place[] };

/** Begins the key of an own region, so that none is taken for a place. */
export const ownRegion = "set:";
