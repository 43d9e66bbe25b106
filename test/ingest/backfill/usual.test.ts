// Lines read by hand are what their schema reads, or are left to it.
import { expect, test } from "vitest";
import { bulkOrder } from "../../../app/ingest/backfill/orders.ts";
import { usualLine, usualOrder } from "../../../app/ingest/backfill/usual.ts";
import { lineNode } from "../../../app/ingest/documents/order-node.ts";
import { generateStore } from "../../platform/trade.ts";
import { storeLines } from "./store-file.ts";

const now = new Date("2026-03-01T12:00:00Z");

async function storeValues(): Promise<Record<string, unknown>[]> {
  const { store } = generateStore({ orders: 120, seed: 11, now });
  return (await storeLines(store, "orders")).map((line) => JSON.parse(line));
}

const isLine = (value: Record<string, unknown>) => "__parentId" in value;

test("an order and a line of a store are read by hand as by their schema", async () => {
  const values = await storeValues();
  const orders = values.filter((value) => !isLine(value));
  const lines = values.filter(isLine);
  expect(orders).toHaveLength(120);
  expect(orders.map(usualOrder)).toEqual(orders.map((value) => bulkOrder.parse(value)));
  expect(lines.map(usualLine)).toEqual(lines.map((value) => lineNode.parse(value)));
});

test("a field of another type or form, or none at all, is left to the schema", async () => {
  const values = await storeValues();
  const order = values.find((value) => !isLine(value))!;
  const line = values.find(isLine)!;
  const wrong = [12.5, {}, [{}], "no gid", "2026-02-30T00:00:00Z", undefined];
  for (const [value, read, schema] of [
    [order, usualOrder, bulkOrder],
    [line, usualLine, lineNode],
  ] as const) {
    for (const key of Object.keys(value)) {
      for (const instead of wrong) {
        const changed = { ...value, [key]: instead };
        const byHand = read(changed);
        if (byHand !== null) expect([key, byHand]).toEqual([key, schema.parse(changed)]);
      }
    }
  }
  expect(usualOrder({ ...order, processedAt: "2026-02-30T00:00:00Z" })).toBeNull();
  expect(usualOrder({ ...order, id: "gid://shopify/Order/" })).toBeNull();
  expect(usualLine({ ...line, quantity: 1.5 })).toBeNull();
  expect(usualLine({ ...line, title: undefined })).toBeNull();
  expect(usualLine(null)).toBeNull();
});
