// Orders with their lines. Which copies win is decided here against what is stored (the shop's
// writers come one after another, write.server.ts), then the winners are written as a whole.
import { together, type Client } from "../../db.server.ts";
import type { OrderFact, ShopContext } from "../facts.ts";
import { adoptWaiting, deleteFileRefunds, dropFileRefunds } from "./adopt.server.ts";
import { findFresh, type Adoption } from "./adopt.server.ts";
import { removeReplaced } from "./deletions.server.ts";
import { putLines, putOrders, type Winner, type Written } from "./put-orders.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import { readStored, withoutHash, type StoredOrder } from "./stored-orders.server.ts";
import { bury, isRedacted, type Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";
import { isNewer } from "./versions.server.ts";

type Decision = {
  winners: Winner[];
  /** Same content, newer copy: only the version moves. */
  bumps: OrderFact[];
  /** The place among the customer's orders came with a copy that changes nothing else. */
  places: { id: string; index: number }[];
  /** Orders of a file that the API tells now. */
  replaced: StoredOrder[];
};

export async function writeOrders(
  client: Client,
  shop: ShopContext,
  facts: readonly OrderFact[],
  graves: Graves,
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const alive = facts.filter((fact) => !graves.at("order", fact.id));
  const dead = facts.filter((fact) => fact.source === "api" && graves.at("order", fact.id));
  const stored = await readStored(
    client,
    shop,
    new Set(alive.map((fact) => fact.id)),
    new Set([...alive, ...dead].map((fact) => fact.name)),
  );
  const { winners, bumps, places, replaced } = decide(alive, dead, stored, graves);
  await buryNames(client, shop, dead, graves, touched);

  await removeReplaced(client, shop, replaced, touched);
  await putVersions(client, shop, bumps);
  await putPlaces(client, shop, places, touched);
  if (winners.length === 0) return;

  const fresh = await findFresh(client, shop, winners);
  const awaited = winners.filter(({ fact }) => !fresh.has(fact.id));
  await adoptWaiting(client, shop, adoptions(awaited), touched);
  await dropFileRefunds(client, shop, awaited, touched);
  const [, written] = await together([
    putLines(client, shop, winners, touched.hasCosts),
    putOrders(client, shop, winners),
  ]);
  const before = new Map(winners.map((winner) => [winner.fact.id, winner.stored]));
  const peers = peersOf(written, before);
  for (const order of written) touch(order, before.get(order.id) ?? null, peers, touched);
  for (const id of fresh) touched.fresh.add(id);
  touched.changed += written.length;
}

function decide(
  alive: readonly OrderFact[],
  dead: readonly OrderFact[],
  stored: readonly StoredOrder[],
  graves: Graves,
): Decision {
  const byId = new Map(stored.map((order) => [order.id, order]));
  const told = new Set([...alive, ...dead].filter(isApi).map((fact) => fact.name));
  for (const order of stored) if (isApi(order)) told.add(order.name);
  const copies = new Map<string, OrderFact[]>();
  for (const fact of alive) {
    const isShadow =
      fact.source === "csv" &&
      byId.get(fact.id)?.source !== "api" &&
      (told.has(fact.name) || graves.at("order-name", fact.name) !== undefined);
    if (!isShadow) copies.set(fact.id, [...(copies.get(fact.id) ?? []), fact]);
  }
  const decision: Decision = { winners: [], bumps: [], places: [], replaced: [] };
  const files = stored.filter((order) => order.source === "csv" && told.has(order.name));

  for (const [id, facts] of copies) {
    const fact = facts.reduce((best, each) => (isNewer(each.version, best.version) ? each : best));
    const known = byId.get(id) ?? null;
    const indexes = facts.map((each) => each.customerOrderIndex ?? 0);
    const index = Math.max(known?.customerOrderIndex ?? 0, ...indexes) || null;
    const isWinner = !known || isNewer(fact.version, known.version);
    const isSame = known?.source === fact.source && known.version.hash === fact.version.hash;
    if (isWinner && !isSame) {
      const twin = files.find((file) => file.name === fact.name && file.id !== id) ?? null;
      const redacted = isRedacted(graves, fact);
      decision.winners.push({ fact, stored: known, twin, index, isRedacted: redacted });
      continue;
    }
    if (isWinner) decision.bumps.push(fact);
    if (index !== null && index !== known?.customerOrderIndex) decision.places.push({ id, index });
  }
  const winning = new Set(decision.winners.map(({ fact }) => fact.id));
  decision.replaced = files.filter((file) => !winning.has(file.id));
  return decision;
}

const isApi = (order: { source: OrderFact["source"] }) => order.source === "api";

/** What may wait for an order that appears, or hang on the file's copy that it replaces. */
function adoptions(winners: readonly Winner[]): Adoption[] {
  return winners.flatMap(({ fact, stored, twin }) => {
    if (stored && stored.name === fact.name && !twin) return [];
    const refs = new Set([fact.id, withoutHash(fact.name), ...(twin ? [twin.id] : [])]);
    return [...refs].map((ref) => ({ ref, id: fact.id, from: twin?.id ?? null }));
  });
}

/** How many of the batch's orders each customer has or had: alone, a new one was linked rightly. */
function peersOf(
  written: readonly Written[],
  before: ReadonlyMap<string, StoredOrder | null>,
): ReadonlyMap<string, number> {
  const peers = new Map<string, number>();
  for (const order of written) {
    const customers = new Set([order.customerId, before.get(order.id)?.customerId]);
    for (const id of customers) if (id) peers.set(id, (peers.get(id) ?? 0) + 1);
  }
  return peers;
}

function touch(
  order: Written,
  stored: StoredOrder | null,
  peers: ReadonlyMap<string, number>,
  touched: Touched,
): void {
  touched.days.add(order.saleDay);
  if (stored) touched.days.add(stored.saleDay);
  touched.written.add(order.id);
  const isRegrouped =
    stored?.channel !== order.channel ||
    stored.region !== order.region ||
    stored.counted !== order.counted;
  if (isRegrouped) touched.regrouped.add(order.id);
  const isMoved =
    stored?.customerId !== order.customerId ||
    stored.processedAt.getTime() !== order.processedAt.getTime() ||
    stored.counted !== order.counted;
  const isLinked = !stored && (peers.get(order.customerId ?? "") ?? 0) <= 1;
  if (!isLinked && (isMoved || stored?.customerOrderIndex !== order.customerOrderIndex)) {
    touched.unlinked.add(order.id);
  }
  if (!isMoved) return;
  for (const { customerId, processedAt, counted } of stored ? [stored, order] : [order]) {
    if (counted && customerId) touched.places.push({ customerId, processedAt, id: order.id });
  }
}

const version: Columns<OrderFact> = {
  id: ["text", (fact) => fact.id],
  updated_at: ["timestamptz", (fact) => fact.version.updatedAt],
  triggered_at: ["timestamptz", (fact) => fact.version.triggeredAt],
};

async function putVersions(client: Client, shop: ShopContext, facts: OrderFact[]): Promise<void> {
  if (facts.length === 0) return;
  await run(
    client,
    `update orders o set updated_at = v.updated_at, triggered_at = v.triggered_at
     from ${unnest(version, "v", 3)}
     where o.shop_id = $1 and o.id = v.id and o.id = any($2::text[])`,
    [shop.id, arrayLiteral(facts.map((fact) => fact.id)), ...cellsOf(version, facts)],
  );
}

const place: Columns<Decision["places"][number]> = {
  id: ["text", (each) => each.id],
  index: ["int", (each) => each.index],
};

async function putPlaces(
  client: Client,
  shop: ShopContext,
  places: Decision["places"],
  touched: Touched,
): Promise<void> {
  if (places.length === 0) return;
  await run(
    client,
    `update orders o set customer_order_index = v.index from ${unnest(place, "v", 3)}
     where o.shop_id = $1 and o.id = v.id and o.id = any($2::text[])`,
    [shop.id, arrayLiteral(places.map(({ id }) => id)), ...cellsOf(place, places)],
  );
  for (const { id } of places) touched.unlinked.add(id);
  touched.changed += places.length;
}

/** An order that was deleted before it was heard of still keeps files from bringing it back. */
async function buryNames(
  client: Client,
  shop: ShopContext,
  dead: readonly OrderFact[],
  graves: Graves,
  touched: Touched,
): Promise<void> {
  const stones = dead.flatMap((fact) => {
    const at = graves.at("order", fact.id);
    return at ? [{ kind: "order-name" as const, id: fact.name, at }] : [];
  });
  await bury(client, shop, stones);
  graves.add(stones);
  const refs = dead.flatMap(({ id, name }) => [id, name, withoutHash(name)]);
  await deleteFileRefunds(client, shop, refs, touched);
}
