// What an install must know of the shop, and which scopes were granted.
import { z } from "zod";

export const shopQuery = `
query ReadShop {
  shop { id name myshopifyDomain currencyCode ianaTimezone }
  currentAppInstallation { accessScopes { handle } }
}`;

export type ShopReading = {
  name: string;
  domain: string;
  currency: string;
  timeZone: string;
  scopes: string[];
};

const answer = z.object({
  shop: z.object({
    name: z.string(),
    myshopifyDomain: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
  }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});

/** @throws z.ZodError when the answer is not what the schema promises. */
export function readShop(data: unknown): ShopReading {
  const { shop, currentAppInstallation } = answer.parse(data);
  return {
    name: shop.name,
    domain: shop.myshopifyDomain,
    currency: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    scopes: currentAppInstallation.accessScopes.map((scope) => scope.handle).sort(),
  };
}
