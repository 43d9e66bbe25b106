// How the lists stand in the shop: what Shopify took, what it refused, what still waits.
import { inShop, type Db } from "../db.server.ts";
import {
  readPlacementState,
  readRefused,
  readUnplaced,
  type PlacementState,
} from "../ledger/recommend/placement.server.ts";
import type { Shop } from "../ledger/shop.server.ts";

export type Placement = Pick<
  PlacementState,
  "sentAt" | "products" | "refused" | "kept" | "words" | "nextAt" | "discoveryWords"
> & {
  /** Whether the app is in a shop of Shopify's at all. */
  isConnected: boolean;
  isWaiting: boolean;
  /** The latest of the refused ones: `product` is its id. */
  refusals: { product: string; title: string; field: string; words: string }[];
  /** The instant that times are told by. */
  now: Date;
};

const refusalsShown = 5;

/** Rows by their keys, and at most five by an index. */
export async function placement(db: Db, shop: Shop, now: Date): Promise<Placement> {
  return inShop(db, shop.id, async (client) => {
    const { sentAt, products, refused, kept, words, nextAt, discoveryWords } =
      await readPlacementState(client, shop);
    const refusals = refused > 0 ? await readRefused(client, shop, refusalsShown) : [];
    return {
      ...{ sentAt, products, refused, kept, words, nextAt, discoveryWords, now },
      isConnected: shop.state === "installed",
      isWaiting: (await readUnplaced(client, shop, 1)).length > 0,
      refusals: refusals.map(({ product, title, field, words: why }) => ({
        ...{ product, title, field },
        words: why ?? "",
      })),
    };
  });
}
