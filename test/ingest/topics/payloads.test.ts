import { expect, test } from "vitest";
import { topics, WrongShape } from "../../../app/ingest/topics/index.ts";
import { payloadFolder, shopifyPayloads } from "../shopify-payloads.ts";
import { shop, take } from "./given.ts";

const payloads = shopifyPayloads(shop.domain);
const absent = `SKIPPED, ${payloadFolder} is absent: `;

/** Shopify documents these two as an empty object, which says nothing at all. */
const parked = ["inventory_levels/connect", "inventory_levels/update"];

test.skipIf(payloads.length === 0)(
  `${payloads.length === 0 ? absent : ""}every documented payload of our topics is read or parked with its reason`,
  () => {
    const handled = payloads.filter(({ topic }) => topics.has(topic));
    expect(handled.length).toBeGreaterThanOrEqual(36);
    for (const { topic, body } of handled) {
      if (parked.includes(topic)) {
        expect(() => take(topic, body), topic).toThrow(WrongShape);
        expect(() => take(topic, body), topic).toThrow(/an empty object.*inventory_item_id/);
      } else {
        expect(() => take(topic, body), topic).not.toThrow();
      }
    }
  },
);

test.skipIf(payloads.length === 0)(
  `${payloads.length === 0 ? absent : ""}the documented order is read with exact ids and hand-summed worth`,
  () => {
    const body = payloads.find(({ topic }) => topic === "orders/updated")?.body ?? "";
    const { facts } = take("orders/updated", body);
    const order = facts.find((fact) => fact.kind === "order");
    expect(order).toMatchObject({
      id: "820982911946154508",
      name: "#9999",
      test: true,
      financialStatus: "voided",
      channel: "online",
      region: "US-KY",
      customerId: "115310627314723954",
      processedAt: new Date("2022-01-01T00:00:00Z"),
    });
    // 89.99 + 19.99 + 24.99 + 159.99 + 119.99 = 414.95, as the body's total_line_items_price says.
    const gross =
      order?.kind === "order" ? order.lines.reduce((sum, each) => sum + each.gross, 0n) : 0n;
    expect(gross).toBe(41495n);
    expect(facts.map((fact) => fact.kind)).toEqual(["order", "customer"]);
  },
);

test.skipIf(payloads.length === 0)(
  `${payloads.length === 0 ? absent : ""}the documented refund is its lines, joined to the exact line ids`,
  () => {
    const body = payloads.find(({ topic }) => topic === "refunds/create")?.body ?? "";
    const { facts, refetch } = take("refunds/create", body);
    expect(facts).toHaveLength(1);
    // The same five lines as the order's: 414.95. Its 85.00 of transactions play no part.
    expect(facts[0]).toMatchObject({ kind: "refund", id: "890088186047892319", amount: 41495n });
    expect(facts[0]?.kind === "refund" && facts[0].lines.map((each) => each.lineId)).toContain(
      "487817672276298554",
    );
    expect(refetch).toEqual([]);
  },
);
