import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Client, type Db } from "../../app/db.server.ts";
import { measures, type MeasureId } from "../../app/measures/index.ts";
import { rememberWindows, type WindowMemory } from "../../app/measures/window-memory.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { given, orderRow } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const week = (from: string, to: string) => [{ from, to }];
const asked = (["gross", "orders"] as MeasureId[]).flatMap((id) =>
  [week("2026-03-01", "2026-03-08"), week("2026-03-08", "2026-03-15")].map((pieces) => ({
    measure: measures.get(id)!,
    pieces,
  })),
);

/** The client, and how many windows it was asked for. */
function watched(client: Client) {
  const pieces: number[] = [];
  const query = (...given: Parameters<Client["query"]>) => {
    const [config] = given as unknown as [{ name?: string; values?: unknown[] }];
    if (config.name === "measure-windows") {
      pieces.push(String(config.values![3]).split(",").length);
    }
    return client.query(...given);
  };
  return { client: { query } as unknown as Client, pieces };
}

test("only windows over days that were counted anew are read again", async () => {
  const shop = await testShop(db);
  const memory: WindowMemory = new Map();
  const read = () =>
    inShop(db, shop.id, async (client) => {
      const spy = watched(client);
      const values = await rememberWindows(spy.client, shop, {
        ...{ memory, windows: asked },
        asOf: new Date("2026-03-20T00:00:00Z"),
      });
      return { sums: values.map(({ sum }) => sum), pieces: spy.pieces };
    });
  await given(db, shop, { orders: [orderRow("1", "2026-03-02"), orderRow("2", "2026-03-09")] });
  // Both weeks of a measure are one look into the index.
  expect(await read()).toEqual({ sums: [1000n, 1000n, 1n, 1n], pieces: [2] });
  expect(await read()).toEqual({ sums: [1000n, 1000n, 1n, 1n], pieces: [] });
  // As a recompute does: a day's rows and its mark.
  await inShop(db, shop.id, async (client) => {
    await client.query("update measure_day set value = value * 3 where day = '2026-03-09'");
    await client.query(
      "update counted_day set mark = nextval('dirty_mark') where day = '2026-03-09'",
    );
  });
  expect(await read()).toEqual({ sums: [1000n, 3000n, 1n, 3n], pieces: [2] });
  expect(await read()).toEqual({ sums: [1000n, 3000n, 1n, 3n], pieces: [] });
  const other = await testShop(db);
  const none = await inShop(db, other.id, (client) =>
    rememberWindows(client, other, { memory, windows: asked, asOf: new Date() }),
  );
  expect(none.map(({ sum }) => sum)).toEqual([0n, 0n, 0n, 0n]);
});

test("what falls due is read again once it does, and where facts of it wait to be counted", async () => {
  const shop = await testShop(db);
  const memory: WindowMemory = new Map();
  const windows = [
    { measure: measures.get("ship-due")!, pieces: week("2026-03-01", "2026-03-08") },
  ];
  const read = (asOf: string) =>
    inShop(db, shop.id, async (client) => {
      const spy = watched(client);
      const given = { memory, windows, asOf: new Date(asOf) };
      const [value] = await rememberWindows(spy.client, shop, given);
      return [value!.sum, spy.pieces.length];
    });
  const due = (id: string, at: string) => orderRow(id, "2026-03-02", { due_at: at });
  await given(db, shop, {
    orders: [due("1", "2026-03-04T10:00:00Z"), due("2", "2026-03-06T10:00:00Z")],
  });
  expect(await read("2026-03-05T00:00:00Z")).toEqual([1n, 1]);
  expect(await read("2026-03-06T09:59:00Z")).toEqual([1n, 0]);
  expect(await read("2026-03-06T10:00:00Z")).toEqual([2n, 1]);
  expect(await read("2026-03-09T00:00:00Z")).toEqual([2n, 0]);
  expect(await read("2026-03-03T00:00:00Z")).toEqual([0n, 1]);
  await inShop(db, shop.id, (client) =>
    client.query("insert into dirty_day values ($1, '2026-03-02', nextval('dirty_mark'))", [
      shop.id,
    ]),
  );
  expect(await read("2026-03-03T00:00:00Z")).toEqual([0n, 1]);
});
