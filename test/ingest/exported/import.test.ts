// A second store made from the export of a first one holds the same facts and says the same; that of a
// real store is compared in kpis/real-stores.test.ts.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import type { ImportReport } from "../../../app/ingest/import.server.ts";
import type { Fact } from "../../../app/ledger/facts.ts";
import { askRegions, keepRegions } from "../../../app/ledger/regions.server.ts";
import { findShop, setTarget, updateShop } from "../../../app/ledger/shop.server.ts";
import { writeFacts } from "../../../app/ledger/write.server.ts";
import type { Scorecard } from "../../../app/scorecard/types.ts";
import { terminal } from "../../commands/terminal.ts";
import { freshDatabase } from "../../database.ts";
import { randomShop } from "../../kpis/random-shop.ts";
import { back, line, minute, order, product, refund, version } from "../../ledger/make.ts";
import { snapshot } from "../../ledger/snapshot.ts";

let db: Db;
let fourfold: ReturnType<typeof terminal>;
const now = new Date("2026-05-04T09:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
  fourfold = terminal(db, now);
});
afterAll(async () => {
  fourfold?.close();
  await db?.close();
});

const folder = (name: string) => join(fourfold.folder, name);

async function card(domain: string, from: string, to: string): Promise<Scorecard> {
  const { shop: _, ...rest } = await fourfold.json<Scorecard>(
    ...["scorecard", "--shop", domain, "--from", from, "--to", to],
  );
  return rest as Scorecard;
}

async function copied(from: string, to: string): Promise<ImportReport> {
  await fourfold.json("export", "--shop", from, "--to", folder(from));
  return fourfold.json("import", "--shop", to, "--file", folder(from));
}

const things: Fact[] = [
  product("P", 1, { V1: ["A", "I1"], V2: ["B", "I2"] }),
  product("Q", 1, { V3: ["C", "I3"] }),
  { kind: "inventory-item", id: "I1", version: version(1), sku: "A", tracked: true },
  { kind: "cost", item: "inventory:I2", validFrom: minute(-99), amount: "312.5" },
  { kind: "cost", item: "inventory:I3", validFrom: minute(-99), amount: "100" },
  {
    kind: "location",
    id: "L1",
    version: version(1),
    name: "Hamburg",
    active: true,
    region: "DE-HH",
  },
  {
    kind: "customer",
    id: "ann",
    version: version(1),
    createdAt: minute(0),
    state: "enabled",
    contact: { email: "ann@example.com", phone: null, firstName: "Ann", lastName: null },
  },
  order("big", 1, {
    id: "9007199254740993123",
    name: "#B1",
    customerId: "ann",
    postcode: "10115",
    region: "DE",
    presentment: { currency: "CHF", net: 900n },
    lines: [line("1", { variantId: "V2", sku: "B" }), line("2", { variantId: "V3", sku: "C" })],
  }),
  order("o2", 1, { customerId: "bob", region: "DE", postcode: "80331" }),
  refund("r1", "9007199254740993123", 1, { lines: [back("1", { amount: 500n })] }),
];

test("every fact, setting and number of a shop comes out of its export again", async () => {
  const [first, second] = ["first.myshopify.com", "second.myshopify.com"];
  await fourfold.json("set", "--shop", first, "--time-zone", "Asia/Tokyo", "--currency", "USD");
  let mine = (await findShop(db, first))!;
  mine = await updateShop(db, mine, { shipPromiseHours: "48", weekStart: "sun" });
  await setTarget(db, mine, { kpi: "nps", from: "2026-01-01", to: "2027-01-01", value: "40" });
  await setTarget(db, mine, {
    ...{ kpi: "average-order-value", from: "1970-01-01", to: "9999-12-31", value: "70" },
    ...{ kind: "band", high: "90", red: "50", weight: "2" },
  });
  const berlin = { country: "DE", province: null, postcodes: { first: "10", last: "14" } };
  await askRegions(db, mine.id, [{ name: "Berlin", places: [berlin] }], now);
  await keepRegions(db, mine);
  const write = (facts: Fact[]) => inShop(db, mine.id, (client) => writeFacts(client, mine, facts));
  await write([...randomShop(23, { count: 80, end: now }), ...things]);
  // One variant goes, a product is deleted, two customers are one.
  await write([
    product("P", 2, { V1: ["A", "I1"] }),
    { kind: "deleted", what: "product", id: "Q", at: minute(5) },
    { kind: "customer-merge", fromId: "bob", toId: "ann" },
  ]);
  await fourfold.json("rebuild", "--shop", first);

  const report = await copied(first, second);
  expect([report.rejected, report.problems]).toEqual([0, []]);
  const theirs = (await findShop(db, second))!;
  expect(await snapshot(db, theirs)).toEqual(await snapshot(db, mine));
  expect(theirs).toMatchObject({
    timeZone: "Asia/Tokyo",
    shipPromiseHours: "48",
    weekStart: "sun",
  });
  for (const [from, to] of [
    ["2025-06-01", "2026-05-05"],
    ["2026-03-01", "2026-04-01"],
    ["2026-03-01", "2026-03-02"],
  ] as const) {
    expect(await card(second, from, to)).toEqual(await card(first, from, to));
  }
  const parts = (domain: string) =>
    fourfold.json(
      ...["kpi", "--shop", domain, "--id", "net-sales", "--by", "region"],
      ...["--from", "2026-01-01", "--to", "2026-05-01"],
    );
  expect(await parts(second)).toEqual(await parts(first));
  const again = await fourfold.json<ImportReport>(
    ...["import", "--shop", second, "--file", folder(first)],
  );
  expect(await snapshot(db, theirs)).toEqual(await snapshot(db, mine));
  expect(again.problemsTotal).toBe(0);
});

test("what one store aims at is copied to another, which keeps its own facts and its money", async () => {
  const [first, other] = ["first.myshopify.com", "other.myshopify.com"];
  const copy = (shop: string, only = "targets") =>
    fourfold.run("import", "--shop", shop, "--file", folder(first), "--only", only);
  expect((await copy(other)).err).toContain("nothing is known");
  await fourfold.json("set", "--shop", other, "--time-zone", "UTC", "--currency", "EUR");
  const shop = (await findShop(db, other))!;
  await setTarget(db, shop, { kpi: "nps", from: "2026-01-01", to: "2027-01-01", value: "10" });
  await setTarget(db, shop, { kpi: "csat", from: "2026-01-01", to: "2027-01-01", value: "0.9" });
  const before = await snapshot(db, shop);
  // Levels of 70 to 90 are dollars.
  expect(JSON.parse((await copy(other)).out)).toEqual({ set: 1, left: ["average-order-value"] });
  const { rows } = await db.owner.query(
    "select kpi, value from target where shop_id = $1 order by kpi",
    [shop.id],
  );
  expect(rows).toEqual([
    { kpi: "csat", value: "0.9" },
    { kpi: "nps", value: "40" },
  ]);
  const { target: _, ...others } = await snapshot(db, (await findShop(db, other))!);
  const { target: __, ...same } = before;
  expect(others).toEqual(same);
  expect((await copy(other, "orders")).err).toContain("expected --only targets");
});

test("a broken row is told and left out, the rest is read; what is no export is refused", async () => {
  const [first, third] = ["first.myshopify.com", "third.myshopify.com"];
  const place = join(folder(first), "answer.json");
  const text = readFileSync(place, "utf8");
  const [, ...lines] = text.split("\n");
  writeFileSync(
    place,
    ["[", '{"order_ref":"1","score":"lots"},', "not json,", ...lines].join("\n"),
  );
  const report = await fourfold.json<ImportReport>(
    ...["import", "--shop", third, "--file", folder(first)],
  );
  expect(report.rejected).toBe(2);
  expect(report.problems.map(({ line: at }) => at)).toEqual([2, 3]);
  expect(report.problems[0]!.reason).toContain("answer.json: question");
  const theirs = (await findShop(db, third))!;
  const mine = (await findShop(db, first))!;
  expect((await snapshot(db, theirs))["answer"]).toEqual((await snapshot(db, mine))["answer"]);

  appendFileSync(join(folder(first), "manifest.json"), "}");
  const broken = await fourfold.run("import", "--shop", third, "--file", folder(first));
  expect([broken.exit, broken.err]).toEqual([1, expect.stringContaining("fourfold export")]);
  rmSync(join(folder(first), "manifest.json"));
  const none = await fourfold.run("import", "--shop", third, "--file", folder(first));
  expect([none.exit, none.err]).toEqual([1, expect.stringContaining("ENOENT")]);
});
