import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ImportReport } from "../../app/ingest/import.server.ts";
import type { Manifest } from "../../app/ledger/export.server.ts";
import { findShop } from "../../app/ledger/shop.server.ts";
import type { KpiParts, Scorecard } from "../../app/scorecard/types.ts";
import type { Db } from "../../app/db.server.ts";
import { freshDatabase } from "../database.ts";
import { terminal } from "./terminal.ts";

let db: Db;
let fourfold: ReturnType<typeof terminal>;

beforeAll(async () => {
  db = await freshDatabase();
  fourfold = terminal(db, new Date("2026-05-04T09:00:00Z"));
});
afterAll(async () => {
  fourfold?.close();
  await db?.close();
});

const orders = (currency = "GBP") =>
  "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Source\n" +
  `#1,a@x.test,paid,${currency},10.00,2026-01-02 10:00:00 +0000,2,=SUM(A1),5.00,web\n` +
  `#2,b@x.test,paid,${currency},30.00,2026-01-31 23:30:00 +0000,1,Bowl,30.00,pos\n`;

async function fails(exit: 1 | 2, words: string, ...args: string[]): Promise<void> {
  const said = await fourfold.run(...args);
  expect([said.exit, said.out]).toEqual([exit, ""]);
  expect(said.err).toContain(words);
}

test("an import makes the shop, with the file's currency and UTC unless told otherwise", async () => {
  const file = fourfold.file(orders());
  const report = await fourfold.json<ImportReport>(
    "import",
    "--shop",
    "a.myshopify.com",
    "--file",
    file,
  );
  expect(report).toEqual({
    accepted: 2,
    rejected: 0,
    unchanged: 0,
    problemsTotal: 0,
    problems: [],
  });
  expect(await findShop(db, "a.myshopify.com")).toMatchObject({ timeZone: "UTC", currency: "GBP" });
  const again = ["--time-zone", "UTC", "--currency", "gbp"];
  const second = ["import", "--shop", "a.myshopify.com", "--file", file, ...again];
  expect(await fourfold.json(...second)).toMatchObject({ accepted: 0, unchanged: 2 });
});

test("a zone or currency that differs from the shop's is wrong usage", async () => {
  const args = ["import", "--shop", "a.myshopify.com", "--file", fourfold.file(orders())];
  await fails(2, "expected UTC, the shop's", ...args, "--time-zone", "Europe/London");
  await fails(2, "expected GBP, the shop's", ...args, "--currency", "USD");
  await fails(2, "expected an IANA name", ...args, "--time-zone", "Mars/Base");
  await fails(2, "expected an ISO 4217 code", ...args, "--currency", "pounds");
});

test("the shop's zone decides the day: the last half hour of January is February in Paris", async () => {
  const shop = ["--shop", "paris.myshopify.com"];
  await fourfold.json(
    "import",
    ...shop,
    "--file",
    fourfold.file(orders()),
    "--time-zone",
    "Europe/Paris",
  );
  const period = ["--from", "2026-01-01", "--to", "2026-02-01"];
  const {
    kpis,
    currency,
    period: shown,
  } = await fourfold.json<Scorecard>("scorecard", ...shop, ...period);
  expect([currency, shown.timeZone]).toEqual(["GBP", "Europe/Paris"]);
  expect(kpis.find(({ id }) => id === "net-sales")?.value).toBe("10.00");
});

test("a shop that was only set takes the currency of the first file that names one", async () => {
  const shop = ["--shop", "b.myshopify.com"];
  const said = await fourfold.json(
    ...["set", ...shop, "--target", "net-sales=50.5:2026-01-01..2026-02-01", "--target", "nps=40"],
    ...["--promise", "ship=48h", "--promise", "deliver=5d", "--week-start", "sun"],
  );
  expect(said).toEqual({
    shop: "b.myshopify.com",
    timeZone: "UTC",
    currency: "USD",
    weekStart: "sun",
    promises: { shipHours: 48, deliverHours: 120 },
    targets: [
      { kpi: "net-sales", value: "50.5", from: "2026-01-01", to: "2026-02-01" },
      { kpi: "nps", value: "40", from: null, to: null },
    ],
  });
  await fourfold.json("import", ...shop, "--file", fourfold.file(orders()));
  expect(await findShop(db, "b.myshopify.com")).toMatchObject({
    currency: "GBP",
    configured: true,
  });
  const period = ["--from", "2026-01-01", "--to", "2026-02-01"];
  const { kpis } = await fourfold.json<Scorecard>("scorecard", ...shop, ...period);
  expect(kpis.find(({ id }) => id === "net-sales")).toMatchObject({
    value: "40.00",
    status: "off",
  });
  // The online order was due 48 hours later and never shipped; what a till sells is not shipped.
  expect(kpis.find(({ id }) => id === "on-time-shipping")).toMatchObject({ value: 0, n: 1 });
});

test("a KPI comes with its parts", async () => {
  const args = ["--shop", "a.myshopify.com", "--id", "net-sales", "--from", "2026-01-01"];
  const { parts } = await fourfold.json<KpiParts>(
    "kpi",
    ...args,
    "--to",
    "2026-02-01",
    "--by",
    "channel",
  );
  expect(parts).toMatchObject([
    { key: "pos", value: "30.00", n: 1, share: 0.75 },
    { key: "online", value: "10.00", n: 1, share: 0.25 },
  ]);
});

test("usage errors say what they got and what was expected, exit 2", async () => {
  const shop = ["--shop", "a.myshopify.com"];
  const days = ["--from", "2026-01-01", "--to", "2026-02-01"];
  await fails(2, 'got "weather", expected one of import, set, scorecard', "weather");
  await fails(2, "got no command", ...[]);
  await fails(2, "Unknown option '--colour'", "scorecard", ...shop, ...days, "--colour", "red");
  await fails(2, "got no --shop", "scorecard", ...days);
  await fails(2, "expected a domain such as", "scorecard", "--shop", "example.com", ...days);
  await fails(
    2,
    'got "2026-02-30"',
    "scorecard",
    ...shop,
    "--from",
    "2026-02-30",
    "--to",
    "2026-03-01",
  );
  await fails(
    2,
    "expected a later end",
    "scorecard",
    ...shop,
    "--from",
    "2026-02-01",
    "--to",
    "2026-02-01",
  );
  await fails(2, "expected two days", "scorecard", ...shop, ...days, "--against", "last-year");
  await fails(2, "--as-of", "scorecard", ...shop, ...days, "--as-of", "noon");
  await fails(
    2,
    "got --id sales, expected one of net-sales",
    "kpi",
    ...shop,
    ...days,
    "--id",
    "sales",
  );
  await fails(2, "got --by colour", "kpi", ...shop, ...days, "--id", "net-sales", "--by", "colour");
  await fails(2, "got --target nps", "set", ...shop, "--target", "nps");
  // NPS lies within ±100 points, ratios are fractions: as in Settings.
  const wanted = ["nps=400", "nps=-100.5", "nps=50..101", "on-time-shipping=95", "orders=+1001%"];
  for (const target of wanted)
    await fails(2, `got --target ${target}, expected`, "set", ...shop, "--target", target);
  await fails(2, "got --promise ship=soon", "set", ...shop, "--promise", "ship=soon");
  await fails(2, "got --week-start may", "set", ...shop, "--week-start", "may");
  await fails(2, "got --headline nps, expected 5", "set", ...shop, "--headline", "nps");
  await fails(2, "got --headline sales", "set", ...shop, "--headline", "nps,csat,orders,sales,nps");
  await fails(
    2,
    "which cannot be imported yet",
    "import",
    ...shop,
    "--file",
    "x",
    "--kind",
    "reviews",
  );
  await fails(
    2,
    "expected one of orders, fulfillments",
    "import",
    ...shop,
    "--file",
    "x",
    "--kind",
    "cats",
  );
});

test("what cannot be done is exit 1 with a reason", async () => {
  const shop = ["--shop", "a.myshopify.com"];
  await fails(1, "got no file at /absent.csv", "import", ...shop, "--file", "/absent.csv");
  await fails(1, "got the header a, b", "import", ...shop, "--file", fourfold.file("a,b\n1,2\n"));
  const lacking = fourfold.file(orders().replace("Subtotal,", ""));
  await fails(1, 'missing column "Subtotal"', "import", ...shop, "--file", lacking);
  const days = ["--from", "2026-01-01", "--to", "2026-02-01"];
  await fails(
    1,
    "of which nothing is known",
    "scorecard",
    "--shop",
    "nobody.myshopify.com",
    ...days,
  );
  expect(await findShop(db, "nobody.myshopify.com")).toBeNull();
});

test("--help says what each command does, and what its letters stand for", async () => {
  const all = await fourfold.run("--help");
  expect(all.exit).toBe(0);
  expect(all.err).toMatch(/fourfold rebuild --shop S\n +counts every day of a shop anew\n/);
  const one = await fourfold.run("causes", "--help");
  expect(one.err).toMatch(/^fourfold causes --shop S .*\n +why a KPI differs: parts that sum/);
  expect(one.err).toContain("--to is the first day that is not counted");
});

test("import --help prints the header names of a kind", async () => {
  const help = await fourfold.json<{ columns: { name: string; required: boolean }[] }>(
    ...["import", "--kind", "fulfillments", "--help"],
  );
  expect(help.columns.map(({ name }) => name)).toEqual([
    "order",
    "created_at",
    "in_transit_at",
    "delivered_at",
    "due_at",
    "promised_at",
    "location",
    "carrier",
    "tracking_number",
  ]);
  expect(help.columns.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    "order",
    "created_at",
  ]);
});

test("an export holds every table twice, counts them and runs nothing in a spreadsheet", async () => {
  const to = join(fourfold.folder, "out");
  const manifest = await fourfold.json<Manifest>("export", "--shop", "a.myshopify.com", "--to", to);
  expect(manifest).toEqual(JSON.parse(readFileSync(join(to, "manifest.json"), "utf8")));
  const tables = new Map(manifest.tables.map((table) => [table.table, table]));
  const { rows } = await db.owner.query<{ name: string }>(
    `select table_name as name from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'shop_id' and t.table_type = 'BASE TABLE'`,
  );
  expect([...tables.keys()].sort()).toEqual([...rows.map(({ name }) => name), "shop"].sort());
  for (const { table, files } of manifest.tables) {
    for (const { file, bytes } of files) {
      expect([file, statSync(join(to, file)).size]).toEqual([file, bytes]);
    }
    expect(Array.isArray(JSON.parse(readFileSync(join(to, `${table}.json`), "utf8")))).toBe(true);
  }
  expect(tables.get("orders")?.rows).toBe(2);
  const lines = readFileSync(join(to, "order_line.csv"), "utf8");
  expect(lines).toContain(",'=SUM(A1),");
  const shops = JSON.parse(readFileSync(join(to, "shop.json"), "utf8")) as Record<
    string,
    unknown
  >[];
  expect(shops).toHaveLength(1);
  expect(shops[0]).toMatchObject({ domain: "a.myshopify.com" });
  expect(shops[0]).not.toHaveProperty("person_salt");
  expect(readFileSync(join(to, "contact.json"), "utf8")).toContain("a@x.test");
  expect(statSync(join(to, "contact.json")).mode & 0o077).toBe(0);
  await fails(
    1,
    "expected a folder that can be written",
    "export",
    "--shop",
    "a.myshopify.com",
    "--to",
    "/dev/null/x",
  );
});

test("the doctor finds this database well and says so of each part", async () => {
  const { checks } = await fourfold.json<{ checks: { check: string; ok: boolean }[] }>("doctor");
  const wanted = ["node", "time zones", "key ring", "database", "postgres", "migrations"];
  const found = new Map(checks.map(({ check, ok }) => [check, ok]));
  for (const name of [...wanted, "plain role", "row-level security", "shop a.myshopify.com"]) {
    expect([name, found.get(name)]).toEqual([name, true]);
  }
});
