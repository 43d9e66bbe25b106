import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { enterSpend } from "../../app/ingest/spend-entry.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const now = new Date("2026-05-04T09:00:00Z");
const entry = { day: "2026-05-03", channel: "offline", campaign: "Fair", amount: "120.50" };

test("spend entered by hand is a plain file's row; the same again replaces it", async () => {
  const shop = await testShop(db, { currency: "EUR" });
  expect(await enterSpend(db, shop, entry, now)).toEqual({});
  expect(await enterSpend(db, shop, { ...entry, amount: "130" }, now)).toEqual({});
  expect(await enterSpend(db, shop, { ...entry, day: "2026-05-04", amount: "-5.00" }, now)).toEqual(
    {},
  );
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query("select day, channel, name, amount, currency from spend order by day"),
  );
  expect(rows).toEqual([
    { day: "2026-05-03", channel: "offline", name: "Fair", amount: 13000n, currency: "EUR" },
    { day: "2026-05-04", channel: "offline", name: "Fair", amount: -500n, currency: "EUR" },
  ]);
});

test("what is wrong is told beside its field, and nothing is written", async () => {
  const shop = await testShop(db);
  const wrong = (change: Partial<typeof entry>) =>
    enterSpend(db, shop, { ...entry, ...change }, now);
  expect((await wrong({ day: "2026-05-05" })).day).toContain("expected a day up to 2026-05-04");
  expect((await wrong({ day: "" })).day).toContain("got an empty cell");
  expect((await wrong({ channel: "stars" })).channel).toContain('got "stars", expected one of');
  expect((await wrong({ campaign: " " })).campaign).toContain("fill it in");
  expect((await wrong({ amount: "1.234" })).amount).toContain("write it with decimals");
  expect((await wrong({ amount: "" })).amount).toContain("expected an amount");
  // Neither 15 nor 100,000, and more than a bigint of cents holds.
  expect((await wrong({ amount: "1e5" })).amount).toContain('got "1e5", expected an amount');
  const nines = "9".repeat(20);
  expect((await wrong({ amount: nines })).amount).toContain(`got "${nines}", expected an amount`);
  const { rows } = await inShop(db, shop.id, (client) => client.query("select from spend"));
  expect(rows).toEqual([]);
});
