// Orders that came together, with all that came with them, copied into tables of the session: from there
// they are derived and written (new-orders.server.ts).
import type { Client } from "../../db.server.ts";
import type {
  FulfillmentEventFact,
  FulfillmentFact,
  OrderFact,
  OrderLineFact,
  RefundFact,
} from "../facts.ts";
import type { OrderTouchFact } from "../marketing-facts.ts";
import { eventColumns, fulfillment } from "./fulfillments.server.ts";
import { versionColumns } from "./put.server.ts";
import { headColumns, lineColumns, type Winner } from "./put-orders.server.ts";
import { linesOfRefund, refund, refundLineColumns, type RefundLine } from "./refunds.server.ts";
import { copyRows, dropRows, PackedRows } from "./packed.server.ts";
import type { Columns } from "./rows.server.ts";
import { touchColumns } from "./touches.server.ts";

/** An order and what belongs to it, each thing once. */
export type NewOrder = {
  fact: OrderFact;
  /** The surest of what led to it. */
  touch: OrderTouchFact | null;
  refunds: RefundFact[];
  fulfillments: FulfillmentFact[];
  events: FulfillmentEventFact[];
};

export const refundColumns: Columns<RefundFact> = { ...refund.columns, ...versionColumns };
export const parcelColumns: Columns<FulfillmentFact> = {
  ...fulfillment.columns,
  ...versionColumns,
};

/** What a line has of its order. */
const lineOwner: Columns<NewOrder> = {
  order_id: ["text", ({ fact }) => fact.id],
  processed_at: ["timestamptz", ({ fact }) => fact.processedAt],
};
const nothing: Columns<NewOrder> = {};

/** The session's own tables that a batch is copied into, by name, and what of an order goes there. */
const sessionTables = [
  table("told_order", nothing, headColumns, (order) => [winnerOf(order)]),
  table("told_line", lineOwner, lineColumns, distinctLines),
  table("told_refund", nothing, refundColumns, (order) => order.refunds),
  table<RefundLine>("new_refund_line", nothing, refundLineColumns, (order) =>
    order.refunds.flatMap(linesOfRefund),
  ),
  table("told_fulfillment", nothing, parcelColumns, (order) => order.fulfillments),
  table("new_fulfillment_event", nothing, eventColumns, (order) => order.events),
  table("told_touch", nothing, touchColumns, ({ touch }) => (touch ? [touch] : [])),
];

/** Rows of a batch by the table they are copied into; tables without rows are left out. */
export type PackedTables = readonly { name: string; rows: readonly Buffer[] }[];

function table<T>(
  name: string,
  owner: Columns<NewOrder>,
  columns: Columns<T>,
  of: (order: NewOrder) => readonly T[],
) {
  // Instants as the ledger has them, or each would be rounded once more.
  const typed = Object.entries({ ...owner, ...columns }).map(
    ([column, [type]]) => `${column} ${type === "timestamptz" ? "timestamptz(3)" : type}`,
  );
  return {
    make: `create temp table if not exists ${name} (${typed.join(", ")}) on commit delete rows;`,
    empty: `delete from ${name};`,
    packer() {
      const packed = new PackedRows(owner, columns);
      return {
        add(order: NewOrder): void {
          for (const row of of(order)) packed.add(order, row);
        },
        end: () => (packed.count > 0 ? [{ name, rows: packed.end() }] : []),
      };
    },
  };
}

/** In memory as a whole: a batch takes 14 MB, what is derived of it included. */
const room = "set local temp_buffers = '32MB';";
const makeTables = [room, ...sessionTables.map(({ make }) => make)].join(" ");
const emptyTables = sessionTables.map(({ empty }) => empty).join(" ");

/** A batch's orders as rows of the session's own tables. */
export class PackedOrders {
  readonly #packers = sessionTables.map(({ packer }) => packer());

  add(orders: readonly NewOrder[]): void {
    for (const packer of this.#packers) for (const order of orders) packer.add(order);
  }

  end(): PackedTables {
    return this.#packers.flatMap((packer) => packer.end());
  }
}

/**
 * Copies packed orders into the session's tables, in place of what this transaction copied there before. The
 * rows are gone then.
 */
export async function copyNewOrders(
  client: Client,
  tables: PackedTables,
  { isAgain = false } = {},
): Promise<void> {
  await client.query(isAgain ? emptyTables : makeTables);
  for (const { name, rows } of tables) {
    await copyRows(client, name, rows);
    dropRows(rows);
  }
}

function distinctLines({ fact: { lines } }: NewOrder): OrderLineFact[] {
  if (lines.every(({ id }, at) => lines.findIndex((other) => other.id === id) === at)) return lines;
  return [...new Map(lines.map((line) => [line.id, line])).values()];
}

const winnerOf = ({ fact }: NewOrder): Winner => ({
  fact,
  stored: null,
  twin: null,
  index: fact.customerOrderIndex || null,
  isRedacted: false,
});
