// A shop that has just begun: three customers, four orders. Everything of recommendations runs, shows what it
// can, and says what it cannot tell yet.
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { placeLists } from "../../app/ingest/placement.server.ts";
import type { Graphql } from "../../app/ingest/refetch.server.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { startTrial } from "../../app/scorecard/experiment-entry.server.ts";
import { planTrial } from "../../app/scorecard/experiment-plan.server.ts";
import {
  countExperiments,
  shownExperiments,
} from "../../app/scorecard/experiment-results.server.ts";
import { recommendations, seesRecommendations } from "../../app/scorecard/experiment.server.ts";
import { keepPatterns, knownPatterns } from "../../app/scorecard/patterns.server.ts";
import { listsToPlace } from "../../app/scorecard/place-lists.server.ts";
import { keptCard } from "../../app/scorecard/recommend-card.server.ts";
import { learnRecommendations } from "../../app/scorecard/recommend-learn.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { recommendForCustomer } from "../../app/scorecard/recommend-customer.server.ts";
import { recommendForProduct } from "../../app/scorecard/recommend.server.ts";
import { testShop } from "../database.ts";
import { line, minute, order, product, version } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, write } = ledgerForTests();
const day = 24 * 60;
const now = minute(30 * day);

const thing = (id: string): Fact => {
  const plain = product(id, 0, { [`${id}-v`]: [`SKU-${id}`, `item-${id}`] });
  const content = { ...plain, title: `Thing ${id}`, productType: "Tea", publishedAt: minute(0) };
  return { ...content, version: version(0, content) };
};
const sale = (id: string, customerId: string, at: number, ids: readonly string[]): Fact =>
  order(id, 0, {
    ...{ customerId, processedAt: minute(at * day) },
    lines: ids.map((productId, position) => line(`${position}`, { position, productId })),
  });

test("a store with 3 customers gets lists and is told what cannot be told", async () => {
  const shop = await testShop(db());
  await write(shop, ...["1", "2", "3"].map(thing));
  await write(
    shop,
    sale("a", "11", 1, ["1", "2"]),
    sale("b", "12", 2, ["1"]),
    sale("c", "13", 3, ["3"]),
    sale("d", "12", 20, ["2"]),
  );
  await refreshRecommendations(db(), shop, { now });
  expect(await learnRecommendations(db(), shop, { now })).toMatchObject({ customers: 3, items: 3 });
  // One came back: measured as far as that goes, no range, nothing chosen by it.
  const { card } = (await keptCard(db(), shop))!;
  expect(card?.differences.discovery?.interval ?? null).toBeNull();

  // Three common buyers make a neighbour; below, a list is best sellers and says so.
  const list = (await recommendForCustomer(db(), shop, { named: "11", now }))!;
  expect(list.items.map(({ product: id }) => id).sort()).toEqual(["1", "2", "3"]);
  for (const { reason, evidence } of list.items) {
    expect(["recent-best-sellers", "best-sellers", "buy-again"]).toContain(evidence.model);
    expect(reason).toMatch(/\d|only order/);
  }
  expect((await recommendForProduct(db(), shop, { named: "1" }))!.items).toHaveLength(2);

  // Best sellers say nothing of a product: nothing is placed, of substitutes what there is.
  const known = (await readShop(db(), shop.id))!;
  const keys: string[] = [];
  const graphql: Graphql = async (_query, { metafields }) => {
    const given = metafields as { key: string }[];
    keys.push(...given.map(({ key }) => key));
    const set = { metafields: given.map(() => ({ compareDigest: "d" })), userErrors: [] };
    return { data: { metafieldsSet: set, metafieldsDelete: { userErrors: [] } } };
  };
  const listsOf = (named: string) => listsToPlace(db(), known, { product: named, limit: 10 });
  const placed = await placeLists(db(), known, { graphql, now: () => now, listsOf });
  expect([placed.products, placed.refused]).toEqual([3, 0]);
  expect(new Set(keys)).toEqual(new Set(["instead"]));

  // Four weeks that begin after the first order of each.
  await keepPatterns(db(), shop, { now: minute(45 * day) });
  const { groups, store } = await knownPatterns(db(), shop);
  expect(store?.preferences.orders).toBe(4);
  for (const { told } of groups!.rows) expect(told).toBe("few");
  expect(await planTrial(db(), shop)).toEqual({ plan: { few: 3, fewest: 100 } });

  await startTrial(db(), shop, {
    ...{ of: recommendations, now, locale: "en" },
    typed: { share: "50", windowDays: "7", leastEffect: "1" },
  });
  for (const customerId of ["11", "12", "13"]) {
    await inShop(db(), shop.id, (client) =>
      seesRecommendations(client, shop, { person: { customerId }, now }),
    );
  }
  await countExperiments(db(), shop, minute(40 * day));
  const [trial] = await shownExperiments(db(), shop, recommendations);
  expect(trial).toMatchObject({ n: 3, told: null, ratio: { p: null, isMismatch: false } });
  expect(trial!.compared[0]!.incrementalInterval).toBeNull();
});
