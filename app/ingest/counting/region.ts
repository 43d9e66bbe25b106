// Region of an order: `CC-PROV`, else `CC`, else `unknown`. ISO 3166-1 alpha-2 and Shopify's
// province codes, of which some (Japan's JP-13) already carry the country.
import { plainPostcode } from "../../ledger/regions.ts";
import { remembered } from "../../ledger/remembered.ts";
import type { AddressInput } from "./order-input.ts";

export const unknownRegion = "unknown";

function regionOfAddress(address: AddressInput | null): string | null {
  return address?.country ? regionIn(address.country)(address.province ?? "") : null;
}

const regionIn = remembered((typed) => {
  const country = typed.trim().toUpperCase();
  return remembered((given): string | null => {
    if (!/^[A-Z]{2}$/.test(country)) return null;
    const plain = given.trim().toUpperCase();
    const province = plain.startsWith(`${country}-`) ? plain.slice(country.length + 1) : plain;
    return province === "" ? country : `${country}-${province}`;
  });
});

export type OrderPlace = {
  region: string;
  /** Of the same address, plain (ledger/regions.ts). */
  postcode: string | null;
};

/** The first address that names a country decides: shipping before billing. */
export function placeOf(...addresses: (AddressInput | null)[]): OrderPlace {
  for (const address of addresses) {
    const region = regionOfAddress(address);
    if (region) return { region, postcode: plainPostcode(address?.postcode) };
  }
  return { region: unknownRegion, postcode: null };
}
