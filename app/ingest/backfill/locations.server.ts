// Where a shop sells and ships from: names, and the region of a sale at a till that names no address.
// A handful of rows, so all are read each time; Shopify's search knows no time of change for them.
import { z } from "zod";
import { inShop } from "../../db.server.ts";
import type { Db } from "../../db.server.ts";
import type { LocationFact, ShopContext } from "../../ledger/facts.ts";
import { writeFacts } from "../../ledger/write.server.ts";
import { recompute } from "../../measures/recompute.server.ts";
import { placeOf } from "../counting/region.ts";
import { versionOf } from "../counting/version.ts";
import { gid, pageInfo, time } from "../documents/reading.ts";
import { askPatiently } from "./ask.server.ts";
import type { Asking } from "./ask.server.ts";
import { locationsQuery } from "./documents.ts";

const page = z.object({
  locations: z.object({
    pageInfo,
    nodes: z.array(
      z.object({
        id: gid,
        name: z.string(),
        isActive: z.boolean(),
        updatedAt: time,
        address: z.object({
          countryCode: z.string().nullish(),
          provinceCode: z.string().nullish(),
          zip: z.string().nullish(),
        }),
      }),
    ),
  }),
});

/**
 * Every location of the shop as Shopify has it now.
 * @throws Refused without the scope read_locations; what the network throws after six tries
 */
export async function listLocations(asking: Asking): Promise<LocationFact[]> {
  const readAt = asking.now();
  const facts: LocationFact[] = [];
  let after: string | null = null;
  for (let hasNext = true; hasNext;) {
    const data = await askPatiently({ query: locationsQuery, variables: { after } }, asking);
    const { nodes, pageInfo } = page.parse(data).locations;
    for (const { id, name, isActive, updatedAt, address } of nodes) {
      const place = {
        country: address.countryCode ?? null,
        province: address.provinceCode ?? null,
        postcode: address.zip ?? null,
      };
      const content: Omit<LocationFact, "version"> = {
        kind: "location",
        id,
        name,
        active: isActive,
        ...placeOf(place),
      };
      const heard = { triggeredAt: readAt, receivedAt: readAt };
      facts.push({ ...content, version: versionOf(updatedAt, heard, content) });
    }
    after = pageInfo.endCursor ?? null;
    hasNext = pageInfo.hasNextPage;
  }
  return facts;
}

/** Reads and keeps them; answers how many there are. Throws as `listLocations` does. */
export async function readLocations(db: Db, shop: ShopContext, asking: Asking): Promise<number> {
  const facts = await listLocations(asking);
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: asking.now() });
  return facts.length;
}
