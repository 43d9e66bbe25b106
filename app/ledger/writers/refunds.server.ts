// Refunds with their lines. One of an unknown order is kept and counts from the order's arrival on.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { RefundFact, RefundLineFact, ShopContext } from "../facts.ts";
import { dayOf } from "./derive.server.ts";
import { putNewest, type Table } from "./put.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";
import { newest } from "./versions.server.ts";

/** Money given back on a cancelled line is no unit that came back. */
const unitsOf = (fact: RefundFact) =>
  fact.lines
    .filter(({ restockType }) => restockType !== "cancel")
    .reduce((units, { quantity }) => units + quantity, 0);

export const refund: Table<RefundFact> = {
  name: "refund",
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    order_id: ["text", (fact) => fact.orderId],
    source: ["text", (fact) => fact.source],
    processed_at: ["timestamptz", (fact) => fact.processedAt],
    day_known: ["boolean", (fact) => fact.dayKnown],
    amount: ["bigint", (fact) => fact.amount],
    units: ["int", unitsOf],
  },
  computed: { refund_day: dayOf("i.processed_at") },
  before: ["refund_day", "order_id"],
};

type Put = {
  id: string;
  order_id: string;
  refund_day: Day;
  old_order_id: string | null;
  old_refund_day: Day | null;
  is_new: boolean;
};

export async function writeRefunds(
  client: Client,
  shop: ShopContext,
  facts: readonly RefundFact[],
  graves: Graves,
  touched: Touched,
): Promise<void> {
  const alive = facts.filter(
    ({ source, orderId }) =>
      !graves.at("order", orderId) && !(source === "csv" && graves.at("order-name", orderId)),
  );
  const told = await toldByApi(client, shop, alive);
  const refunds = alive.filter(({ source, orderId }) => source === "api" || !told.has(orderId));
  const put = await putNewest<RefundFact, Put>(client, shop, refund, refunds);
  if (put.length === 0) return;
  const facted = new Map(newest(refunds, refund.keyOf).map((fact) => [fact.id, fact]));
  await putLines(
    client,
    shop,
    put.filter(({ is_new }) => !is_new).map(({ id }) => id),
    put.flatMap(({ id }) => facted.get(id) ?? []),
  );
  for (const row of put) {
    touched.days.add(row.refund_day);
    touched.attached.add(row.order_id);
    if (row.old_refund_day) touched.days.add(row.old_refund_day);
    if (row.old_order_id) touched.attached.add(row.old_order_id);
  }
  touched.changed += put.length;
}

/** What files name orders by that the API tells itself, refunds and all. */
async function toldByApi(
  client: Client,
  shop: ShopContext,
  facts: readonly RefundFact[],
): Promise<Set<string>> {
  const refs = facts.filter(({ source }) => source === "csv").map(({ orderId }) => orderId);
  if (refs.length === 0) return new Set();
  const names = refs.flatMap((ref) => [ref, `#${ref}`]);
  const rows = await run<{ id: string; name: string }>(
    client,
    `select id, name from orders where shop_id = $1 and id = any($2::text[]) and source = 'api'
     union all
     select id, name from orders where shop_id = $1 and name = any($3::text[]) and source = 'api'`,
    [shop.id, arrayLiteral(refs), arrayLiteral(names)],
  );
  return new Set(rows.flatMap(({ id, name }) => [id, name, name.replace(/^#/, "")]));
}

export type RefundLine = RefundLineFact & { refundId: string; position: number };

export const refundLineColumns: Columns<RefundLine> = {
  refund_id: ["text", (each) => each.refundId],
  position: ["int", (each) => each.position],
  line_id: ["text", (each) => each.lineId],
  quantity: ["int", (each) => each.quantity],
  restock_type: ["text", (each) => each.restockType],
  amount: ["bigint", (each) => each.amount],
};

export const linesOfRefund = ({ id, lines }: RefundFact): RefundLine[] =>
  lines.map((each, position) => ({ ...each, refundId: id, position }));

async function putLines(
  client: Client,
  shop: ShopContext,
  known: readonly string[],
  refunds: readonly RefundFact[],
): Promise<void> {
  if (known.length > 0) {
    await run(
      client,
      "delete from refund_line where shop_id = $1 and refund_id = any($2::text[])",
      [shop.id, arrayLiteral(known)],
    );
  }
  const lines = refunds.flatMap(linesOfRefund);
  if (lines.length === 0) return;
  await run(
    client,
    `insert into refund_line (shop_id, ${Object.keys(refundLineColumns).join(", ")})
     select $1, * from ${unnest(refundLineColumns, "l", 2)}`,
    [shop.id, ...cellsOf(refundLineColumns, lines)],
  );
}
