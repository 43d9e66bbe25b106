// Writes the lists of products into their metafields: only what changed, 25 at a time, within what
// Shopify lets through. Killed anywhere it goes on with the products that are still marked; a list that
// stands there already is not sent again.
import { inShop, type Db } from "../db.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import {
  dropPlaced,
  forgetPlaced,
  forgetUnplaced,
  placedFields,
  putPlaced,
  putPlacementState,
  readPlaced,
  readPlacementState,
  readUnplaced,
  type Placed,
  type PlacedField,
  type PlacementState,
  type Unplaced,
} from "../ledger/recommend/placement.server.ts";
import { Refused, type Asking } from "./backfill/ask.server.ts";
import { listedAtMost, mostMetafields } from "./documents/metafields.ts";
import {
  hashOf,
  sendLists,
  takeListsAway,
  type Change,
  type Outcome,
} from "./placement-send.server.ts";

/** Of one product, by field; the ids of other products, the best first. */
export type ListsOf = (product: string) => Promise<Record<PlacedField, string[]>>;

/** Products read, computed and noted at once: what a process that dies computes again at most. */
const productsAtOnce = 25;
/** One run's worth; the rest goes to the end of the line. */
const productsOfRun = 500;
const hourMs = 3_600_000;
/** Shopify that takes nothing, or a metafield that is not ours, is asked again after so long. */
const allRefusedMs = hourMs;
const discoveryRefusedMs = 7 * 24 * hourMs;
/** A refused list that did not change is sent again after so long, when its product is looked at. */
const refusedMs = 20 * hourMs;
/** Whether what somebody chose still stands is asked after so long. */
const keptMs = 7 * 24 * hourMs;

export type PlacedReport = {
  products: number;
  sent: number;
  removed: number;
  refused: number;
  /** Whether marked products are left for another run. */
  isMore: boolean;
};

/**
 * Places what is marked. Throws what the network throws after patience; what was noted until then stays
 * placed, the rest stays marked. A shop where Shopify lets nothing in keeps its words and its marks.
 */
export async function placeLists(
  db: Db,
  shop: Shop,
  { listsOf, ...asking }: Asking & { listsOf: ListsOf },
): Promise<PlacedReport> {
  const report: PlacedReport = { products: 0, sent: 0, removed: 0, refused: 0, isMore: true };
  let state = await begin(db, shop, asking.now());
  try {
    while (report.products < productsOfRun) {
      const due = await inShop(db, shop.id, (client) => readUnplaced(client, shop, productsAtOnce));
      report.isMore = due.length > 0;
      if (!report.isMore) break;
      state = await placeThese(db, shop, { due, listsOf, asking, state, report });
    }
    state = { ...state, words: null, nextAt: null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const nextAt = new Date(asking.now().getTime() + allRefusedMs);
    state = { ...state, words: error.message, nextAt };
    report.isMore = false;
  }
  await inShop(db, shop.id, (client) =>
    putPlacementState(client, shop, state, { isCounted: report.products > 0 }),
  );
  return report;
}

/** The state to go on from; another installation than last time begins anew. */
async function begin(db: Db, shop: Shop, now: Date): Promise<PlacementState> {
  return inShop(db, shop.id, async (client) => {
    const state = await readPlacementState(client, shop);
    const isAsked = state.discoveryAt && now.getTime() - +state.discoveryAt > discoveryRefusedMs;
    const known = isAsked ? { ...state, discoveryWords: null, discoveryAt: null } : state;
    if (+(known.installedAt ?? 0) === +(shop.installedAt ?? 0)) return known;
    if (known.installedAt !== null) await forgetPlaced(client, shop);
    const begun = { ...known, installedAt: shop.installedAt };
    await putPlacementState(client, shop, begun, { isCounted: true });
    return begun;
  });
}

type Run = {
  due: readonly Unplaced[];
  listsOf: ListsOf;
  asking: Asking;
  state: PlacementState;
  report: PlacedReport;
};

async function placeThese(
  db: Db,
  shop: Shop,
  { due, listsOf, asking, state, report }: Run,
): Promise<PlacementState> {
  const products = due.map(({ product }) => product);
  const held = await inShop(db, shop.id, (client) => readPlaced(client, shop, products));
  const heldOf = new Map(held.map((row) => [`${row.product} ${row.field}`, row]));
  const changes: Change[] = [];
  for (const product of products) {
    const lists = await listsOf(product);
    for (const field of placedFields) {
      const ids = lists[field].slice(0, listedAtMost);
      const before = heldOf.get(`${product} ${field}`) ?? null;
      const change = { product, field, ids, hash: hashOf(ids), before };
      if (isToSend(change, asking.now())) changes.push(change);
    }
  }
  let next = state;
  for (let at = 0; at < changes.length; at += mostMetafields) {
    const batch = changes
      .slice(at, at + mostMetafields)
      .filter(({ field }) => field !== "complementary" || next.discoveryWords === null);
    const sent = await sendLists(
      batch.filter(({ ids }) => ids.length > 0),
      asking,
    );
    const away = await takeListsAway(
      batch.filter(({ ids }) => ids.length === 0),
      asking,
    );
    next = await note(db, shop, { outcomes: [...sent, ...away], state: next, report, asking });
  }
  await inShop(db, shop.id, (client) => forgetUnplaced(client, shop, due));
  report.products += due.length;
  return next;
}

function isToSend({ hash, ids, before }: Change, now: Date): boolean {
  if (before === null) return ids.length > 0;
  // Somebody else chose there: theirs stays. Shopify says now and then whether it still does.
  if (before.state === "kept") {
    return ids.length > 0 && now.getTime() - before.at.getTime() > keptMs;
  }
  if (before.hash !== hash) return true;
  return before.state === "refused" && now.getTime() - before.at.getTime() > refusedMs;
}

type Noting = {
  outcomes: readonly Outcome[];
  state: PlacementState;
  report: PlacedReport;
  asking: Asking;
};

async function note(
  db: Db,
  shop: Shop,
  { outcomes, state, report, asking }: Noting,
): Promise<PlacementState> {
  const at = asking.now();
  const rows: Placed[] = [];
  const gone: Change[] = [];
  const next = { ...state };
  for (const { change, ...outcome } of outcomes) {
    const { product, field, hash } = change;
    const row = { product, field, hash, digest: null, words: null, at };
    if (outcome.is === "sent") {
      rows.push({ ...row, digest: outcome.digest, state: "sent" });
      report.sent += 1;
      next.sentAt = at;
    } else if (outcome.is === "gone") {
      gone.push(change);
      report.removed += 1;
    } else if (outcome.is === "kept") {
      rows.push({ ...row, state: "kept" });
    } else if (outcome.is === "not-ours") {
      next.discoveryWords = outcome.words;
      next.discoveryAt = at;
    } else {
      rows.push({ ...row, words: outcome.words, state: "refused" });
      report.refused += 1;
    }
  }
  await inShop(db, shop.id, async (client) => {
    await putPlaced(client, shop, rows);
    await dropPlaced(client, shop, gone);
  });
  return next;
}
