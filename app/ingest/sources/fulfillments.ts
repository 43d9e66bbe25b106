import { z } from "zod";
import { parcelKeyOf } from "../../ledger/label-cost.ts";
import { at, atOrNull, needed, text, time, timeOrNull } from "../files/cells.ts";
import { defineSource, RowProblem } from "./source.ts";

/**
 * `#1001` and `1001` name the same order.
 * @throws RowProblem for what may be an e-mail address: it would stand in keys, and find no order
 */
export function orderRef(name: string, line: number): string {
  if (name.includes("@")) {
    const expected = "the order's Id or its Name; write that in place of the address";
    throw new RowProblem(line, `order: got "${name}", expected ${expected}`);
  }
  return name.replace(/^#/, "");
}

/**
 * Parcels: when they left, arrived and were promised. A parcel is its order, its created_at and its
 * place among equals, since the file has no id; an order that is not known yet is joined later.
 */
export const fulfillments = defineSource({
  kind: "fulfillments",
  words: "one row per parcel",
  columns: {
    order: {
      names: ["order"],
      required: true,
      words: "the order's Id or its Name, with or without #",
    },
    createdAt: { names: ["created_at"], required: true, words: "when it was shipped" },
    inTransitAt: { names: ["in_transit_at"], words: "when the carrier had it" },
    deliveredAt: { names: ["delivered_at"], words: "when it arrived" },
    dueAt: { names: ["due_at"], words: "when it had to be shipped" },
    promisedAt: { names: ["promised_at"], words: "latest promised arrival" },
    location: { names: ["location"], words: "id of the location it left from" },
    carrier: { names: ["carrier"], words: "who carried it" },
    tracking: {
      names: ["tracking_number"],
      words: "finds the costs of its label; the number itself is not kept",
    },
  },
  placeBy: "order",
  head: z.object({}),
  row: z.object({
    order: needed,
    createdAt: time,
    inTransitAt: timeOrNull,
    deliveredAt: timeOrNull,
    dueAt: timeOrNull,
    promisedAt: timeOrNull,
    location: text,
    carrier: text,
    tracking: text,
  }),
  toFacts(_head, rows, { shop, place, version }) {
    return rows.map(({ line, row }) => {
      const ref = orderRef(row.order, line);
      const createdAt = at(row.createdAt, shop.timeZone);
      const key = `${ref} ${createdAt.toISOString()}`;
      const content = {
        kind: "fulfillment" as const,
        id: `csv:${key} ${place(row.order, key)}`,
        orderRef: ref,
        status: "success",
        createdAt,
        inTransitAt: atOrNull(row.inTransitAt, shop.timeZone),
        deliveredAt: atOrNull(row.deliveredAt, shop.timeZone),
        dueAt: atOrNull(row.dueAt, shop.timeZone),
        promisedAt: atOrNull(row.promisedAt, shop.timeZone),
        locationId: row.location,
        carrier: row.carrier,
        ...parcelKeyOf(row.tracking),
      };
      return { ...content, version: version(content) };
    });
  },
});
