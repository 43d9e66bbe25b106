// The one write path of all doors. A batch of facts is applied kind by kind in a fixed order, each
// kind in a few statements however many facts there are; what depends on them is settled at the end.
//
// Any order of arrival, any duplicates and any split into batches end in the same rows.
import { together, type Client } from "../db.server.ts";
import type { Fact, FactKind, FactOf, ShopContext } from "./facts.ts";
import { lockLedger } from "./lock.server.ts";
import { settle } from "./settle.server.ts";
import { writeAnswers } from "./writers/answers.server.ts";
import { writeCostRules } from "./writers/cost-rules.server.ts";
import { writeCustomers, writeMerges } from "./writers/customers.server.ts";
import { writeDeletions } from "./writers/deletions.server.ts";
import { writeShipping } from "./writers/fulfillments.server.ts";
import { writeLabelCosts } from "./writers/label-costs.server.ts";
import { writeOrderEvents } from "./writers/order-events.server.ts";
import { writeOrders } from "./writers/orders.server.ts";
import { writeCosts, writeProducts } from "./writers/products.server.ts";
import { writeRates, writeSpend } from "./writers/spend.server.ts";
import { writeRefunds } from "./writers/refunds.server.ts";
import { writeStockRules } from "./writers/stock-rules.server.ts";
import { levelsOfCounts } from "./writers/stock-counts.server.ts";
import { writeLocations, writeStock } from "./writers/stock.server.ts";
import { writeAssignments, writeVisits } from "./writers/team.server.ts";
import { writeTouches } from "./writers/touches.server.ts";
import { buryBuyers, readGraves } from "./writers/tombstones.server.ts";
import { nothingTouched } from "./writers/touched.server.ts";

/**
 * Writes facts of the bound shop inside the caller's transaction and marks the days they dirty.
 * Up to several thousand facts a call. The transaction keeps the settings of `lockLedger`.
 * @param told the shop as the caller knew it; it is written as it counts now
 * @param lock how the ledger is locked
 * @throws ShopGone, else only what the database throws
 */
export async function writeFacts(
  client: Client,
  told: ShopContext,
  facts: readonly Fact[],
  lock = lockLedger,
): Promise<{ changed: number; unchanged: number }> {
  if (facts.length === 0) return { changed: 0, unchanged: 0 };
  const of = grouped(facts);
  const deletions = of("deleted");
  const [shop, dug] = await together([
    lock(client, told.id, facts.length),
    deletions.length > 0 ? null : readGraves(client, told, facts),
  ]);
  const touched = nothingTouched(shop.hasCosts || of("cost").length > 0);

  await writeDeletions(client, shop, deletions, touched);
  const graves = dug ?? (await readGraves(client, shop, facts));
  await buryBuyers(client, shop, of("order"), graves);
  await writeMerges(client, shop, of("customer-merge"), touched);
  await writeLocations(client, shop, of("location"), touched);
  const counted = await levelsOfCounts(client, shop, of("stock-count"));
  const levels = [...of("stock-level"), ...counted];
  const stock = { items: of("inventory-item"), levels };
  await writeStock(client, shop, stock, graves, touched);
  await writeStockRules(client, shop, of("stock-rule"), touched);
  await writeProducts(client, shop, of("product"), graves, touched);
  await writeCosts(client, shop, of("cost"), touched);
  // Neither reads what the other writes.
  await together([
    writeCustomers(client, shop, of("customer"), graves, touched),
    writeOrders(client, shop, of("order"), graves, touched),
  ]);
  await writeRefunds(client, shop, of("refund"), graves, touched);
  const shipping = {
    fulfillments: of("fulfillment"),
    events: of("fulfillment-event"),
    fulfillmentOrders: of("fulfillment-order"),
    returns: of("return"),
  };
  await writeShipping(client, shop, shipping, graves, touched);
  await writeOrderEvents(client, shop, of("order-event"), graves, touched);
  await writeAnswers(client, shop, of("answer"), touched);
  await writeTouches(client, shop, of("order-touch"), graves, touched);
  await writeRates(client, shop, of("rate"), touched);
  await writeSpend(client, shop, of("spend"), touched);
  await writeCostRules(client, shop, of("cost-rule"), touched);
  await writeLabelCosts(client, shop, of("label-cost"), touched);
  await writeAssignments(client, shop, of("assignment"), touched);
  await writeVisits(client, shop, of("visit"), touched);

  await settle(client, shop, touched);
  const changed = Math.min(touched.changed, facts.length);
  return { changed, unchanged: facts.length - changed };
}

function grouped(facts: readonly Fact[]): <K extends FactKind>(kind: K) => FactOf<K>[] {
  const groups = new Map<FactKind, Fact[]>();
  for (const fact of facts) {
    const group = groups.get(fact.kind);
    if (group) group.push(fact);
    else groups.set(fact.kind, [fact]);
  }
  return <K extends FactKind>(kind: K) => (groups.get(kind) ?? []) as FactOf<K>[];
}
