// Lines read by hand are what their schema reads, or are left to it.
import { expect, test } from "vitest";
import { bulkOrder } from "../../../app/ingest/backfill/orders.ts";
import { usualLine, usualOrder } from "../../../app/ingest/backfill/usual.ts";
import { lineNode } from "../../../app/ingest/documents/order-node.ts";
import { generateStore } from "../../platform/trade.ts";
import { storeLines } from "./store-file.ts";

const now = new Date("2026-03-01T12:00:00Z");

async function linesOfStore(): Promise<{ orders: string[]; lines: string[] }> {
  const { store } = generateStore({ orders: 120, seed: 11, now });
  const all = await storeLines(store, "orders");
  const isLine = (line: string) => line.includes('"__parentId"');
  return { orders: all.filter((line) => !isLine(line)), lines: all.filter(isLine) };
}

test("an order and a line of a store are read by hand as by their schema", async () => {
  const { orders, lines } = await linesOfStore();
  expect(orders).toHaveLength(120);
  expect(orders.map(usualOrder)).toEqual(orders.map((line) => bulkOrder.parse(JSON.parse(line))));
  expect(lines.map(usualLine)).toEqual(lines.map((line) => lineNode.parse(JSON.parse(line))));
});

test("what is read of a changed line is what its schema reads, or it is left to the schema", async () => {
  const { orders, lines } = await linesOfStore();
  const instead = [
    "null",
    "12.5",
    "0012",
    "-3",
    "1e3",
    "{}",
    "[{}]",
    '"no gid"',
    '"\\u0041"',
    '""',
  ];
  for (const [given, read, schema] of [
    [orders.find((line) => !line.includes('"fulfillments":[]'))!, usualOrder, bulkOrder],
    [lines.find((line) => !line.includes('"taxLines":[]'))!, usualLine, lineNode],
  ] as const) {
    // Every value that holds no other, at every depth.
    for (const { 0: value, index } of given.matchAll(/(?<=:)("[^"]*"|[\d.]+|true|false|null)/g)) {
      for (const other of instead) {
        const changed = given.slice(0, index) + other + given.slice(index + value.length);
        const byHand = read(changed);
        if (byHand !== null)
          expect([changed, byHand]).toEqual([changed, schema.parse(JSON.parse(changed))]);
      }
    }
    for (let end = 0; end < given.length; end += 1) expect(read(given.slice(0, end))).toBeNull();
    expect(read(`${given} `)).toBeNull();
  }
});

test("a day that no month has is left to the schema, which refuses it", async () => {
  const { orders } = await linesOfStore();
  const changed = orders[0]!.replace(
    /"processedAt":"[^"]*"/,
    '"processedAt":"2026-02-30T00:00:00Z"',
  );
  expect(usualOrder(changed)).toBeNull();
  expect(() => bulkOrder.parse(JSON.parse(changed))).toThrow();
});
