// Which products belong beside a product on the shop's own pages, as metafields hold them. A metafield
// stays until it is written again, so what changes by the hour is not in it: what is sold out then is
// left out by the theme block, and best sellers, which say nothing of this product, are not placed.
import type { Model } from "../analysis/recommend/recommender.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readInstead } from "../ledger/recommend/learned.server.ts";
import { findItem, readOffers, type Withheld } from "../ledger/recommend/offers.server.ts";
import type { PlacedField } from "../ledger/recommend/placement.server.ts";
import { readRules } from "../ledger/recommend/rules.server.ts";
import { recommendForProduct, shortReads } from "./recommend.server.ts";

/** Product ids, the best first. An empty list has to be taken away. */
export type ListsToPlace = Record<PlacedField, string[]>;

/** Of this product and no other. */
const ownModels: ReadonlySet<Model> = new Set(["pinned", "bought-together", "also-bought"]);
/** Substitutes looked at: enough to fill the list when some are out, too. */
const insteadLookedAt = 20;
/** A product that nobody can see needs no list. */
const unseen: ReadonlySet<Withheld> = new Set(["gone", "archived", "draft", "unpublished"]);

const isShopifys = (product: string) => /^\d+$/.test(product);

/** What stands in for a product that is sold out, whether it is now or not. */
async function insteadOf(
  client: Client,
  shop: ShopContext,
  { product, limit }: { product: string; limit: number },
): Promise<{ isUnseen: boolean; instead: string[] }> {
  await client.query(shortReads);
  const item = await findItem(client, shop, product);
  const [own] = await readOffers(client, shop, { keys: [product] });
  const isUnseen = !own || (own.withheld !== null && unseen.has(own.withheld));
  if (isUnseen || item?.number == null) return { isUnseen, instead: [] };
  const others = (await readInstead(client, shop, item.number)).slice(0, insteadLookedAt);
  const offers = await readOffers(client, shop, { numbers: others.map((one) => one.item) });
  const { bans } = await readRules(client, shop, product);
  const byNumber = new Map(offers.map((offer) => [offer.number, offer]));
  const instead = others
    .map((one) => byNumber.get(one.item))
    .filter((offer) => offer?.withheld === null && !bans.has(offer.key))
    .map((offer) => offer!.key)
    .filter((key) => key !== product && isShopifys(key));
  return { isUnseen, instead: instead.slice(0, limit) };
}

/** The lists of one product. Index reads alone: what it costs does not grow with the shop's history. */
export async function listsToPlace(
  db: Db,
  shop: ShopContext,
  { product, limit }: { product: string; limit: number },
): Promise<ListsToPlace> {
  const { isUnseen, instead } = await inShop(db, shop.id, (client) =>
    insteadOf(client, shop, { product, limit }),
  );
  if (isUnseen) return { recommended: [], instead: [], complementary: [] };
  const list = await recommendForProduct(db, shop, { named: product, limit });
  const recommended = (list?.items ?? [])
    .filter((item) => ownModels.has(item.evidence.model) && isShopifys(item.product))
    .map((item) => item.product);
  return { recommended, instead, complementary: recommended };
}
