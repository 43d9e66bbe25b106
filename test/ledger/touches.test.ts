import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { touchFacts } from "../../app/ingest/counting/touch.ts";
import type { Visit } from "../../app/ledger/marketing-channel.ts";
import type { TouchGrade } from "../../app/ledger/marketing-facts.ts";
import { packBulk, writeBulk } from "../../app/ledger/write-bulk.server.ts";
import { testShop } from "../database.ts";
import { minute, order } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();

const page = (landingPage: string): Visit => ({ landingPage, referrer: null, utm: null });
const letter = page("/?utm_source=letter&utm_medium=email&utm_campaign=May");
const search = page("/?gclid=1&utm_campaign=Brand");

function touch(id: string, grade: TouchGrade, seen: Visit[], discountCodes: string[] = []) {
  const [fact] = touchFacts({ id, visits: { grade, seen }, discountCodes });
  if (!fact) throw new Error("got no touch, expected one");
  return fact;
}

const columns = "order_id, grade, first_channel, first_campaign, last_channel, last_campaign";
const rows = `select ${columns} from order_touch order by order_id`;

test("the surest telling stays, in whatever order they come", async () => {
  const facts = [
    touch("1", 1, [search]),
    touch("1", 2, [letter]),
    touch("1", 3, [search, letter, page("/")], ["HELLO"]),
  ];
  for (const told of [facts, facts.toReversed(), [facts[1]!, facts[2]!, facts[0]!]]) {
    const shop = await testShop(db());
    for (const fact of told) await write(shop, fact);
    expect(await read(shop, rows)).toEqual([
      {
        order_id: "1",
        grade: 3,
        first_channel: "paid-search",
        first_campaign: "Brand",
        last_channel: "email",
        last_campaign: "May",
      },
    ]);
  }
});

test("of two alike one stays, the same in either order", async () => {
  const facts = [touch("1", 2, [letter]), touch("1", 2, [search])];
  const kept: unknown[] = [];
  for (const told of [facts, facts.toReversed()]) {
    const shop = await testShop(db());
    for (const fact of told) await write(shop, fact);
    kept.push(await read(shop, rows));
  }
  expect(kept[0]).toEqual(kept[1]);
});

test("a journey that comes later makes its order's day dirty, once", async () => {
  const shop = await testShop(db());
  await write(shop, order("1"), touch("1", 2, [page("/")]));
  expect(await days(shop)).toEqual(["2026-03-01"]);
  await write(shop, touch("1", 3, [letter]));
  expect(await days(shop)).toEqual(["2026-03-01"]);
  await write(shop, touch("1", 3, [letter]), touch("1", 2, [page("/")]));
  expect(await days(shop)).toEqual([]);
});

test("a deleted order leaves no touch, and none comes back", async () => {
  const shop = await testShop(db());
  await write(shop, order("1"), touch("1", 2, [letter]));
  await write(shop, { kind: "deleted", what: "order", id: "1", at: minute(5) });
  await write(shop, touch("1", 3, [letter]));
  expect(await read(shop, rows)).toEqual([]);
});

test("a history written at once has the touches of one that came order by order", async () => {
  const facts = ["6100", "6101", "6102"].flatMap((id, at) => [
    order(id, at),
    touch(id, 3, at === 1 ? [search] : [letter, search], at === 2 ? ["CATALOG-7"] : []),
  ]);
  const [slow, fast, again] = [
    await testShop(db()),
    await testShop(db()),
    await testShop(db()),
  ] as const;
  await write(slow, ...facts);
  await inShop(db(), fast.id, (client) => writeBulk(client, fast, packBulk(facts)));
  // Some orders are known by webhook before the history comes.
  await write(again, order("6101", 9), touch("6101", 2, [letter]));
  await inShop(db(), again.id, (client) => writeBulk(client, again, packBulk(facts)));
  const expected = await read(slow, rows);
  expect(expected).toMatchObject([
    { last_channel: "paid-search" },
    { first_channel: "paid-search" },
    { first_channel: "email", last_channel: "offline", last_campaign: "CATALOG-7" },
  ]);
  expect(await read(fast, rows)).toEqual(expected);
  expect(await read(again, rows)).toEqual(expected);
});
