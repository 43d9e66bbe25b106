// Shops as nobody draws them: every address answers in its shape, every page says something, and nothing
// that is no number is shown as one.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { answers, cost, costRule, order, orders, refund } from "../../app/kpis/examples.ts";
import { kpis } from "../../app/kpis/index.ts";
import { splitsOf } from "../../app/kpis/kpi.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import {
  always,
  findShop,
  setTarget,
  type Shop,
  type Target,
} from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { Home } from "../../app/panels/home.tsx";
import { KpiPage } from "../../app/panels/kpi/kpi-page.tsx";
import { endpoints } from "../../app/routes/api.v1.$/endpoints.ts";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import { gapsOf } from "../../app/scorecard/gaps.ts";
import { home } from "../../app/scorecard/home.server.ts";
import { kpiPage } from "../../app/scorecard/kpi-page.server.ts";
import { overTime } from "../../app/scorecard/over-time.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { shown } from "../panels/shown.tsx";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const today = "2026-03-20";
const now = new Date("2026-03-20T15:00:00Z");
type Odd = {
  facts: Fact[];
  targets?: Omit<Target, "from" | "to">[];
  currency?: string;
  timeZone?: string;
};
const longName = "Überlänge-".repeat(24);
const everyTarget = (value: string): Odd["targets"] => kpis.map(({ id }) => ({ kpi: id, value }));

const odd: Record<string, Odd> = {
  "nothing at all": { facts: [], targets: everyTarget("0") },
  "more back than sold": {
    facts: [
      cost("SOCKS", "900"),
      ...orders(12, "o", { on: "2026-01-10", gross: 9000, customer: "a" }),
      order("n", { on: "2026-03-10", gross: 100, customer: "b" }),
      ...Array.from({ length: 12 }, (_, at) =>
        refund(`o-${at + 1}`, "2026-03-11", { amount: 9000 }),
      ),
    ],
    targets: everyTarget("-5"),
  },
  "yen, long names and letters from the right": {
    currency: "JPY",
    timeZone: "Pacific/Kiritimati",
    facts: [
      cost("SOCKS", "3"),
      costRule("fee", { percent: "100" }),
      costRule("shipping", { perOrder: "1" }),
      ...orders(14, "قميص كتان", {
        on: "2026-03-15",
        currency: "JPY",
        sku: longName,
        customer: longName,
        gross: 1,
      }),
      ...orders(14, longName, {
        on: "2026-02-15",
        currency: "JPY",
        region: "IL",
        gross: 10 ** 12,
        charged: 1,
      }),
      ...answers("nps", "checkout", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "2026-03-11"),
    ],
    targets: kpis.map(({ id }) => ({ kpi: id, value: "-1", kind: "percent" })),
  },
  "every day for a year, then none": {
    facts: Array.from({ length: 300 }, (_, at) =>
      order(`${at}`, {
        on: addDays("2025-04-01", at),
        customer: `${at % 7}`,
        channel: at % 2 ? "pos" : "online",
      }),
    ),
    targets: [
      ...kpis.map(({ id }) => ({ kpi: id, value: "0.1", kind: "month" as const })),
      { kpi: "orders", value: "3", part: { by: "channel", key: "pos" } },
      { kpi: "orders", value: "3", part: { by: "region", key: "other" } },
    ],
  },
};

async function shopOf({ facts, targets = [], ...more }: Odd): Promise<Shop> {
  const { domain } = await testShop(db, more);
  const shop = (await findShop(db, domain))!;
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  for (const target of targets) await setTarget(db, shop, { ...always, ...target });
  await recompute(db, shop, { asOf: now });
  return shop;
}

const days = { from: "2026-03-01", to: addDays(today, 1) };
const known: Record<string, Record<string, string>> = {
  customer: { id: "a" },
  product: { id: "SOCKS" },
  preferences: { customer: "a" },
  recommendations: { product: "SOCKS" },
};
const noNumber = /\b(NaN|undefined|Infinity|null|\[object)/;

for (const [name, given] of Object.entries(odd)) {
  test(`a shop with ${name}: every address answers in its shape`, async () => {
    const shop = await shopOf(given);
    const asking = { db, shop, now };
    for (const { path, query, answer, run, table } of endpoints) {
      const shapes = Object.keys(query.shape);
      const ids =
        shapes.includes("id") && !known[path]
          ? kpis.map(({ id }) => ({ id }))
          : [known[path] ?? {}];
      for (const id of ids) {
        const asked = query.parse({ ...(shapes.includes("from") ? days : {}), ...id });
        const found = await run(asking, asked).catch((error: unknown) => {
          // What the shop does not know.
          if (error instanceof Response && error.status === 404) return null;
          throw new Error(`${path} ${JSON.stringify(id)}: ${String(error)}`);
        });
        if (found === null) continue;
        const text = JSON.stringify(found, (_, value: unknown) => {
          if (typeof value === "number" && !Number.isFinite(value))
            throw new Error(`${path} has ${value}`);
          return typeof value === "bigint" ? String(value) : value;
        });
        const parsed = answer.safeParse(JSON.parse(text));
        expect(parsed.error?.issues, `${path} ${JSON.stringify(id)}`).toBeUndefined();
        const { heading, rows } = table(found);
        for (const row of rows) expect(row, path).toHaveLength(heading.length);
        expect(JSON.stringify(rows)).not.toMatch(/NaN|Infinity/);
      }
    }
  });
}

/** Pages take longer than answers: of the shop with most in it. */
const drawn = ["yen, long names and letters from the right"];

for (const name of drawn) {
  test(`a shop with ${name}: Home and every number's page say something`, async () => {
    const shop = await shopOf(odd[name]!);
    const chosen = chosenPeriod(new URLSearchParams({ period: "this-month" }), today);
    const { period, against, wholeDays } = chosen;
    const whole = { from: period.from, to: addDays(period.from, wholeDays) };
    const asked = { period, against, asOf: now };
    const { historyFrom, ...data } = await home(db, shop, { ...asked, wholeTo: whole.to });
    const time = {
      ...{ chosen, today, asOf: now.toISOString(), timeZone: shop.timeZone, locale: "en" },
      ...{ lacking: null, historyFrom },
    };
    const card = await shown(<Home {...data} gaps={gapsOf(data.card)} time={time} />);
    expect(card.text).not.toMatch(noNumber);
    for (const kpi of kpis) {
      const by = splitsOf(kpi).at(-1) ?? null;
      const page = await kpiPage(db, shop, {
        ...{ ...asked, whole, id: kpi.id, by, size: null, after: null, toTarget: true },
      });
      const over = await overTime(db, shop, { kpi, period, whole, asOf: now });
      const around = { currency: shop.currency, store: "odd", time };
      const { text } = await shown(<KpiPage page={page!} over={over} {...around} />);
      expect(text, kpi.id).not.toMatch(noNumber);
    }
  });
}
