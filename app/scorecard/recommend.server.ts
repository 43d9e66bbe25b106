// A list of recommendations, made when it is asked for: the counts are stored, what may be shown is
// read at that moment, so that no list names a product that is gone or sold out.
import { candidates, forProduct } from "../analysis/recommend/index.ts";
import {
  nothingKnown,
  nothingMore,
  type About,
  type Model,
  type Recommender,
  type Sellers,
} from "../analysis/recommend/recommender.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readInstead } from "../ledger/recommend/learned.server.ts";
import { findItem, readOffers, type Withheld } from "../ledger/recommend/offers.server.ts";
import { readNear } from "../ledger/recommend/rows.server.ts";
import { readRules } from "../ledger/recommend/rules.server.ts";
import { readCounted, readSellers, type Counted } from "../ledger/recommend/state.server.ts";
import { explain, type Chosen, type Recommended } from "./recommend-explain.server.ts";

export type { Recommended };

export type Recommendations = {
  for: { customer: string } | { product: string; title: string };
  /** Where the first item comes from; "none" for an empty list. */
  model: Model | "none";
  items: Recommended[];
  /** Products that would have stood here, by why they do not. */
  leftOut: Partial<Record<Withheld | "returned" | "banned", number>>;
  /** What an empty list waits for; null otherwise. */
  needs: string | null;
};

export const defaultLimit = 10;
export const greatestLimit = 50;
/** Candidates looked up beyond those wanted: most lists are full after one look. */
const spare = 5;
/** More are not looked at: a shop where nothing can be bought must not cost a walk through all. */
const greatestLook = 600;

/** A list as it is to be made. */
export type Wish = {
  recommenders: readonly Recommender[];
  about: About;
  counted: Counted | null;
  /** Whose own rules hold. */
  list: string;
  /** Keys that never stand in it. */
  without: ReadonlySet<string>;
  returned: ReadonlySet<number>;
  limit: number;
  /** Whether what the merchant pinned comes first. Default true. */
  hasPins?: boolean;
};

/** Up to `count` of what is left; the rest stays for later. */
function nextOf<T>(all: Generator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = all.next();
    if (done) break;
    taken.push(value as T);
  }
  return taken;
}

async function choose(client: Client, shop: ShopContext, wish: Wish) {
  const { recommenders, about, list, without, returned, limit, hasPins = true } = wish;
  const rules = await readRules(client, shop, list);
  const [pins, bans] = [hasPins ? rules.pins : [], rules.bans];
  const leftOut: Recommendations["leftOut"] = {};
  const chosen: Chosen[] = [];
  const seen = new Set<string>(without);
  const take = (one: Chosen) => {
    const { key, number, withheld } = one.offer;
    if (seen.has(key) || chosen.length === limit) return;
    seen.add(key);
    const isReturned = number !== null && returned.has(number);
    const why = bans.has(key) ? "banned" : isReturned ? "returned" : withheld;
    if (why === null) chosen.push(one);
    else leftOut[why] = (leftOut[why] ?? 0) + 1;
  };
  const pinned = await readOffers(client, shop, { keys: pins });
  const byKey = new Map(pinned.map((offer) => [offer.key, offer]));
  for (const key of pins) {
    const offer = byKey.get(key);
    if (offer) take({ offer, score: 0, because: { ...nothingMore, model: "pinned" } });
  }
  const named = candidates(recommenders, about);
  const atOnce = limit + spare;
  for (let looked = 0; chosen.length < limit && looked < greatestLook; looked += atOnce) {
    const batch = nextOf(named, atOnce);
    if (batch.length === 0) break;
    const numbers = batch.map(({ item }) => item);
    const offers = await readOffers(client, shop, { numbers });
    const byNumber = new Map(offers.map((offer) => [offer.number, offer]));
    for (const { item, score, by } of batch) {
      const offer = byNumber.get(item);
      if (offer) take({ offer, score, because: by.because(item, about) });
    }
  }
  return { chosen, leftOut };
}

/** For the rest of the transaction: rows are found by index, by plans that are made once. */
export const shortReads = `select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
  set_config('plan_cache_mode', 'force_generic_plan', true)`;

/** What an empty list waits for. */
function needsOf(counted: Counted | null, leftOut: Recommendations["leftOut"]): string {
  if (!counted || counted.orders === 0) return "a first order that counts";
  const why = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  if (why.length === 0) return "a second product that was ever bought";
  return `a product that can be bought: all are left out (${why.join(", ")})`;
}

/** Best sellers of the last days, of a region if one is given, and ever. */
export async function sellersOf(client: Client, shop: ShopContext, region: string | null) {
  const regional = region === null ? "recent" : `recent:${region}`;
  const lists = await readSellers(client, shop, [regional, "ever"]);
  const sellers = (name: string, where: string | null): Sellers | null => {
    const found = lists.find(({ list }) => list === name);
    if (!found) return null;
    const { from, to, orders, items, counts } = found;
    const sold = items.map((item, at) => ({ item, orders: counts[at] ?? 0 }));
    return { region: where, from, to, orders, items: sold };
  };
  return { recent: sellers(regional, region), ever: sellers("ever", null) };
}

/**
 * What goes with a product. Null for one the shop does not know.
 * @param named product id, SKU, or the name it was sold under
 */
export function recommendForProduct(
  db: Db,
  shop: ShopContext,
  { named, limit = defaultLimit }: { named: string; limit?: number },
): Promise<Recommendations | null> {
  return inShop(db, shop.id, async (client) => {
    await client.query(shortReads);
    const found = await findItem(client, shop, named);
    if (!found) return null;
    const { key, number } = found;
    const items = number === null ? [] : [number];
    const counted = await readCounted(client, shop);
    const [own] = await readOffers(client, shop, { keys: [key] });
    const isOut = own?.withheld === "sold-out" && number !== null;
    const about: About = {
      ...nothingKnown,
      history: new Map(items.map((item) => [item, 1])),
      orders: 1,
      together: await readNear(client, shop, "order", items),
      alike: await readNear(client, shop, "customer", items),
      instead: isOut ? await readInstead(client, shop, number) : [],
      ...(await sellersOf(client, shop, null)),
    };
    return listOf(client, shop, {
      for: { product: key, title: own?.title ?? key },
      wish: {
        ...{ recommenders: forProduct, about, counted, limit, list: key },
        without: new Set([key]),
        returned: new Set(),
      },
    });
  });
}

/** One list by a fallback order, with what was left out of it. */
export async function listOf(
  client: Client,
  shop: ShopContext,
  { for: whom, wish }: { for: Recommendations["for"]; wish: Wish },
): Promise<Recommendations> {
  const { chosen, leftOut } = await choose(client, shop, wish);
  const items = await explain(client, shop, { chosen, counted: wish.counted });
  return {
    for: whom,
    model: items[0]?.evidence.model ?? "none",
    items,
    leftOut,
    needs: items.length === 0 ? needsOf(wish.counted, leftOut) : null,
  };
}
