import { assert, asyncProperty, constantFrom, record, array, subarray } from "fast-check";
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { rederive } from "../../app/ledger/rederive.server.ts";
import {
  askRegions,
  keepRegions,
  readRegions,
  regionsCounted,
} from "../../app/ledger/regions.server.ts";
import { redactCustomer } from "../../app/ledger/redact.server.ts";
import type { Place, RegionSet } from "../../app/ledger/regions.ts";
import { testShop } from "../database.ts";
import { minute, order, refund } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();
const now = minute(0);
const place = (text: string): Place => {
  const [country = "", province = null] = text.split("-");
  return { country, province };
};
const set = (name: string, ...places: string[]): RegionSet => ({ name, places: places.map(place) });

async function assign(shop: ShopContext, ...sets: RegionSet[]) {
  await askRegions(db(), shop.id, sets, now);
  return keepRegions(db(), shop);
}
const regionsOf = async (shop: ShopContext) =>
  Object.fromEntries(
    (await read(shop, "select id, region from orders")).map(({ id, region }) => [id, region]),
  );

test("an order is in the first region that names its place, else in its place", async () => {
  const shop = await testShop(db());
  const sold = { 1: "DE-BY", 2: "DE-BE", 3: "DE", 4: "AT", 5: "US-CA", 6: "unknown" };
  await write(shop, ...Object.entries(sold).map(([id, region]) => order(id, 0, { region })));
  await assign(shop, set("South", "DE-BY", "AT"), set("Germany", "DE"), set("Alps", "AT", "DE-BY"));
  expect(await regionsOf(shop)).toEqual({
    1: "set:South",
    2: "set:Germany",
    3: "set:Germany",
    4: "set:South",
    5: "US-CA",
    6: "unknown",
  });
  // Those that come later go where the others are.
  await write(shop, order("7", 0, { region: "DE-HH" }), order("5", 1, { region: "DE-BY" }));
  expect(await regionsOf(shop)).toMatchObject({ 7: "set:Germany", 5: "set:South" });
  await assign(shop);
  expect(await regionsOf(shop)).toEqual({ ...sold, 5: "DE-BY", 7: "DE-HH" });
});

test("days of orders that move are recounted, their refunds' too; the others stay", async () => {
  const shop = await testShop(db());
  const sold = (day: number) => new Date(Date.UTC(2026, 2, day, 12));
  await write(
    shop,
    order("1", 0, { region: "DE", processedAt: sold(1) }),
    order("2", 0, { region: "AT", processedAt: sold(3) }),
    refund("9", "1", 0, { processedAt: sold(5) }),
  );
  await days(shop);
  expect(await assign(shop, set("Home", "DE"))).toEqual({ version: 1 });
  expect(await days(shop)).toEqual(["2026-03-01", "2026-03-05"]);
  expect(await readRegions(db(), shop.id)).toEqual({
    sets: [set("Home", "DE")],
    isRecounting: true,
  });
  await regionsCounted(db(), shop.id, 1, now);
  expect((await readRegions(db(), shop.id)).isRecounting).toBe(false);
  expect(await keepRegions(db(), shop)).toBeNull();
});

test("a version asked for while another is counted stays to be counted", async () => {
  const shop = await testShop(db());
  const first = await assign(shop, set("Home", "DE"));
  await askRegions(db(), shop.id, [set("Home", "AT")], now);
  await regionsCounted(db(), shop.id, first!.version, now);
  expect((await readRegions(db(), shop.id)).isRecounting).toBe(true);
  expect(await keepRegions(db(), shop)).toEqual({ version: 2 });
});

test("an order that names no place takes its location's region, and the own region of that", async () => {
  const shop = await testShop(db());
  await assign(shop, set("Capital", "DE-BE"));
  await write(shop, order("1", 0, { region: "unknown", locationId: "71" }));
  expect(await regionsOf(shop)).toEqual({ 1: "unknown" });
  await write(shop, {
    kind: "location",
    id: "71",
    name: "Berlin store",
    region: "DE-BE",
    active: true,
    version: { updatedAt: now, triggeredAt: now, hash: "1" },
  });
  expect(await regionsOf(shop)).toEqual({ 1: "set:Capital" });
});

const postcodes = (name: string, country: string, first: string, last = first): RegionSet => ({
  name,
  places: [{ country, province: null, postcodes: { first, last } }],
});
const at = (region: string, postcode: string | null) => ({ region, postcode });

test("an order is in the region of its postcode, by what the range's ends begin like", async () => {
  const shop = await testShop(db());
  await assign(
    shop,
    postcodes("Berlin", "DE", "10115", "14199"),
    postcodes("East", "GB", "E1", "E9"),
  );
  await write(
    shop,
    order("1", 0, at("DE-BE", "10115")),
    order("2", 0, at("DE-BE", "14199")),
    order("3", 0, at("DE-BB", "14200")),
    order("4", 0, at("DE", null)),
    // The same digits, elsewhere.
    order("5", 0, at("US-NY", "10116")),
    order("6", 0, at("GB-ENG", "E16AN")),
    order("7", 0, at("GB-ENG", "EC1A1BB")),
    order("8", 0, at("DE-BE", "101")),
  );
  const expected = {
    ...{ 1: "set:Berlin", 2: "set:Berlin", 3: "DE-BB", 4: "DE" },
    ...{ 5: "US-NY", 6: "set:East", 7: "GB-ENG", 8: "DE-BE" },
  };
  expect(await regionsOf(shop)).toEqual(expected);
  await days(shop);
  await assign(
    shop,
    postcodes("Berlin", "DE", "10115", "14200"),
    postcodes("East", "GB", "E1", "E9"),
  );
  expect(await regionsOf(shop)).toEqual({ ...expected, 3: "set:Berlin" });
  // One order moved: its day alone is counted again.
  expect(await days(shop)).toHaveLength(1);
});

test("a redacted order keeps its region and none of its postcode, whatever comes later", async () => {
  const shop = await testShop(db());
  await assign(shop, postcodes("Berlin", "DE", "10115", "14199"));
  const orders = (minutes: number) => [
    order("1", minutes, { ...at("DE-BE", "10243"), customerId: "77" }),
    order("2", minutes, { ...at("DE-HH", "20095"), customerId: "77" }),
    order("3", minutes, { ...at("DE-BE", "10999"), customerId: "78" }),
  ];
  await write(shop, ...orders(0));
  const person = { customerId: "77", email: null, phone: null, orderIds: ["1", "2"] };
  await inShop(db(), shop.id, (client) => redactCustomer(client, shop, person));
  const held = [
    { id: "1", postcode: "10115", region: "set:Berlin" },
    { id: "2", postcode: null, region: "DE-HH" },
    { id: "3", postcode: "10999", region: "set:Berlin" },
  ];
  const rows = () => read(shop, "select id, postcode, region from orders order by id");
  expect(await rows()).toEqual(held);
  await write(shop, ...orders(1));
  expect(await rows()).toEqual(held);
  await inShop(db(), shop.id, (client) => rederive(client, shop));
  expect(await rows()).toEqual(held);
});

test("a sale over the counter has its location's postcode", async () => {
  const shop = await testShop(db());
  await assign(shop, postcodes("Berlin", "DE", "10115", "14199"));
  await write(shop, order("1", 0, { region: "unknown", locationId: "71" }));
  const location = (minutes: number, postcode: string) => {
    const when = minute(minutes);
    return {
      ...{ kind: "location" as const, id: "71", name: "Till", region: "DE-BE", postcode },
      ...{ active: true, version: { updatedAt: when, triggeredAt: when, hash: postcode } },
    };
  };
  await write(shop, location(0, "10115"));
  expect(await regionsOf(shop)).toEqual({ 1: "set:Berlin" });
  await write(shop, location(1, "20095"));
  expect(await regionsOf(shop)).toEqual({ 1: "DE-BE" });
});

const places = ["DE", "DE-BY", "DE-BE", "AT", "US-CA", "US"];
const sets = subarray(["A", "B", "C"]).chain((names) =>
  array(subarray(places, { minLength: 1 }), {
    minLength: names.length,
    maxLength: names.length,
  }).map((each) => names.map((name, at) => set(name, ...(each[at] ?? [])))),
);

test("whatever the order of sets and orders, each order's region is the rule's, and a rebuild's", async () => {
  await assert(
    asyncProperty(
      record({
        before: array(constantFrom(...places)),
        sets,
        after: array(constantFrom(...places)),
      }),
      async ({ before, sets, after }) => {
        const shop = await testShop(db());
        const sold = [...before, ...after].map((region, at) => order(String(at), 0, { region }));
        await write(shop, ...sold.slice(0, before.length));
        await assign(shop, ...sets);
        await write(shop, ...sold.slice(before.length));
        const holds = (held: Place, region: string) =>
          held.province === null
            ? region.startsWith(held.country)
            : region === `${held.country}-${held.province}`;
        const rule = (region: string) => {
          const own = sets.find((each) => each.places.some((held) => holds(held, region)));
          return own ? `set:${own.name}` : region;
        };
        const expected = Object.fromEntries(sold.map(({ id, region }) => [id, rule(region)]));
        expect(await regionsOf(shop)).toEqual(expected);
        await inShop(db(), shop.id, (client) => rederive(client, shop));
        expect(await regionsOf(shop)).toEqual(expected);
      },
    ),
    { numRuns: 25 },
  );
});
