// Why each item stands in a list: the counts it rests on, as they are at this moment.
import { lift as liftOf } from "../analysis/recommend/llr.ts";
import type { Because, Model } from "../analysis/recommend/recommender.ts";
import { reasonOf, type Evidence } from "../analysis/recommend/words.ts";
import type { Client } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Offer } from "../ledger/recommend/offers.server.ts";
import { readBoth, readNamed } from "../ledger/recommend/rows.server.ts";
import type { Counted } from "../ledger/recommend/state.server.ts";
import { regionName } from "./part-names.ts";

export type Recommended = {
  /** The product's id; the SKU or the name of what no product of the catalogue stands behind. */
  product: string;
  sku: string | null;
  title: string;
  /** Comparable within one model only. */
  score: number;
  reason: string;
  evidence: Evidence;
};

export type Chosen = { offer: Offer; score: number; because: Because };

/** What a model's counts are of; null where it names no other item. */
const kinds: Partial<Record<Model, "order" | "customer">> = {
  "bought-together": "order",
  "stand-in": "order",
  "also-bought": "customer",
  fits: "customer",
};

const called = (region: string | null) =>
  region === "unknown" ? "an unknown region" : region && regionName(region);

/** Counts of pairs are exact whenever they are read; so is what they are out of. */
export async function explain(
  client: Client,
  shop: ShopContext,
  { chosen, counted }: { chosen: readonly Chosen[]; counted: Counted | null },
): Promise<Recommended[]> {
  const wanted = (kind: "order" | "customer") =>
    chosen
      .filter(({ because }) => kinds[because.model] === kind)
      .flatMap(({ offer, because }) => [offer.number, because.item])
      .filter((item) => item !== null);
  const named = {
    order: await readNamed(client, shop, "order", wanted("order")),
    customer: await readNamed(client, shop, "customer", wanted("customer")),
  };
  // EASE weighs all pairs at once; how many customers bought both is looked up.
  const fits = chosen.filter(({ because }) => because.model === "fits");
  const both = await readBoth(
    client,
    shop,
    "customer",
    fits.map(({ offer, because }) => [because.item ?? -1, offer.number ?? -1] as const),
  );
  const bothOf = new Map(fits.map((one, at) => [one, both[at] ?? null]));
  return chosen.map((one) => {
    const { offer, score, because } = one;
    const { model, of, region, from, to, everyDays, due } = because;
    const count = because.count ?? bothOf.get(one) ?? null;
    const { key: product, sku, title } = offer;
    const kind = kinds[model];
    const source = kind && named[kind].get(because.item ?? -1);
    const own = kind && named[kind].get(offer.number ?? -1);
    let evidence: Evidence = {
      ...{ model, count, of, n: of, lift: null, because: null, region, from, to },
      ...(everyDays === null || due === null ? {} : { everyDays, due: addDays("1970-01-01", due) }),
    };
    if (source) {
      evidence = { ...evidence, because: { product: source.product, title: source.title } };
    }
    if (kind && source && own && counted && count !== null) {
      const n = kind === "order" ? counted.orders : counted.customers;
      const lift = liftOf(count, source.groups, own.groups, n);
      evidence = { ...evidence, of: source.groups, n, lift };
    }
    const reason = reasonOf({ ...evidence, region: called(region) });
    return { product, sku, title, score, reason, evidence };
  });
}
