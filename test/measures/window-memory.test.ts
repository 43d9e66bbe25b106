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
