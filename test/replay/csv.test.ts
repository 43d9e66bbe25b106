// Both public stores through the command line, as files. Expected values: definitions.md, "Values on
// the real stores", and each store's reference.json, computed outside this project.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ImportReport } from "../../app/ingest/import.server.ts";
import { findShop } from "../../app/ledger/shop.server.ts";
import type { KpiParts, Scorecard } from "../../app/scorecard/types.ts";
import { keepPatterns, knownPatterns } from "../../app/scorecard/patterns.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { freshDatabase } from "../database.ts";
import { countryCodes } from "./countries.ts";
import { answersFile, fulfillmentsFile, ordersFile } from "./files.ts";
import { hasData, olist, onlineRetail, readJson, whereData } from "./store.ts";
import { terminal } from "../commands/terminal.ts";
import { bestOf, secondWay } from "./habits.ts";
import { customerList } from "../../app/scorecard/customers.server.ts";
import { productList } from "../../app/scorecard/products.server.ts";

if (!hasData) {
  process.stderr.write(`\nSKIPPED: replay of the real stores, no data at ${whereData}\n\n`);
}

type Month = { sales: number; revenue: number; orders: number; customers: number };
type RetailReference = {
  kpis: {
    sales: number;
    orders: number;
    units: number;
    customers: number;
    monthly: Record<string, Month>;
    top_countries: Record<string, number>;
    cohort_active_customers: Record<string, Record<string, number>>;
  };
};
type OlistReference = {
  monthly: Record<string, Month>;
  revenue_by_state: Record<string, Month>;
  item_revenue_excl: number;
  orders_excluding_canceled_unavailable: number;
};

const cents = (amount: number) => amount.toFixed(2);
const nextMonth = (month: string) => {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
};

describe.skipIf(!hasData)("replay by files", () => {
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

  const scorecardOf = (shop: string, from: string, to: string) =>
    fourfold.json<Scorecard>("scorecard", "--shop", shop, "--from", from, "--to", to);
  async function kpisOf(shop: string, from: string, to: string) {
    const { kpis } = await scorecardOf(shop, from, to);
    return (id: string) => {
      const kpi = kpis.find((one) => one.id === id);
      if (!kpi) throw new Error(`no KPI ${id}`);
      return kpi;
    };
  }
  async function query<T>(domain: string, sql: string): Promise<T[]> {
    const shop = await findShop(db, domain);
    const { rows } = await inShop(db, shop?.id ?? 0n, (client) => client.query(sql));
    return rows as T[];
  }
  const measures = (domain: string) =>
    query(domain, "select *, xmin::text from measure_day order by 1, 2, 3, 4, 5, 6");

  describe("online-retail", () => {
    const store = "online-retail.myshopify.com";
    const reference = () => readJson<RetailReference>("online-retail/reference.json").kpis;
    let file: string;

    beforeAll(async () => {
      file = fourfold.file(ordersFile(onlineRetail()));
    });

    test("every sale row of the file is accepted", async () => {
      const args = ["--shop", store, "--file", file, "--time-zone", "Europe/London"];
      const report = await fourfold.json<ImportReport>("import", ...args);
      expect(report).toEqual({
        accepted: 313_059,
        rejected: 0,
        unchanged: 0,
        problemsTotal: 0,
        problems: [],
      });
    }, 120_000);

    test("the same file again changes no row", async () => {
      const before = await measures(store);
      const args = ["--shop", store, "--file", file, "--currency", "GBP"];
      const report = await fourfold.json<ImportReport>("import", ...args);
      expect(report).toMatchObject({ accepted: 0, rejected: 0, unchanged: 313_059 });
      expect(await measures(store)).toEqual(before);
    }, 120_000);

    test("sales, orders, AOV and repeat rate are the published ones", async () => {
      const kpi = await kpisOf(store, "2010-12-01", "2011-09-01");
      expect(kpi("net-sales").value).toBe("6304826.06");
      expect(kpi("orders").value).toBe(12_495);
      expect(Number(kpi("average-order-value").value)).toBeCloseTo(504.58792, 6);
      expect(Number(kpi("repeat-rate").value)).toBeCloseTo(0.585167, 6);
      expect(kpi("repeat-rate").n).toBe(reference().customers);
      expect(kpi("discount-rate").value).toBe(0);
    });

    test("each month's sales and orders are those of reference.json", async () => {
      for (const [month, { sales, orders, customers }] of Object.entries(reference().monthly)) {
        const kpi = await kpisOf(store, `${month}-01`, `${nextMonth(month)}-01`);
        expect([month, kpi("net-sales").value]).toEqual([month, cents(sales)]);
        expect([month, kpi("orders").value]).toEqual([month, orders]);
        expect([month, kpi("purchase-frequency").n]).toEqual([month, customers]);
      }
    });

    test("each country's sales are those of reference.json", async () => {
      const { parts } = await fourfold.json<KpiParts>(
        ...["kpi", "--shop", store, "--id", "net-sales", "--by", "region"],
        ...["--from", "2010-12-01", "--to", "2011-09-01"],
      );
      const values = new Map(parts.map(({ key, value }) => [key, value]));
      for (const [country, sales] of Object.entries(reference().top_countries)) {
        expect([country, values.get(countryCodes[country] ?? "")]).toEqual([country, cents(sales)]);
      }
      // Channel Islands 14,790.20, Unspecified 3,497.19 and European Community 1,300.25.
      expect(values.get("unknown")).toBe("19587.64");
      expect(values.has("Channel Islands")).toBe(false);
    });

    test("cohorts by the month of the first order are those of reference.json", async () => {
      const rows = await query<{ cohort: string; month: string; customers: number }>(
        store,
        `with first as (select customer_id, min(sale_day) as day from orders
           where counted and customer_id is not null group by 1)
         select to_char(first.day, 'YYYY-MM') as cohort, to_char(sale_day, 'YYYY-MM') as month,
           count(distinct customer_id)::int as customers
         from orders join first using (customer_id) where counted group by 1, 2`,
      );
      const cohorts: Record<string, Record<string, number>> = {};
      for (const { cohort, month, customers } of rows) (cohorts[cohort] ??= {})[month] = customers;
      expect(cohorts).toEqual(reference().cohort_active_customers);
    });

    test("new customers of a month are its cohort", async () => {
      const rows = await query<{ month: string; customers: number }>(
        store,
        `select to_char(sale_day, 'YYYY-MM') as month, count(*)::int as customers from orders
         where counted and customer_kind = 'new' group by 1`,
      );
      const expected = Object.entries(reference().cohort_active_customers);
      expect(Object.fromEntries(rows.map(({ month, customers }) => [month, customers]))).toEqual(
        Object.fromEntries(expected.map(([month, active]) => [month, active[month]])),
      );
    });

    test("the store's ten strongest pairs, its days and hours equal a second way of counting", async () => {
      const shop = (await findShop(db, store))!;
      const now = new Date("2011-09-01T12:00:00Z");
      await refreshRecommendations(db, shop, { now, whole: true });
      await keepPatterns(db, shop, { now });
      const { preferences } = (await knownPatterns(db, shop)).store!;
      const sales = onlineRetail().sales;
      expect(preferences.orders).toBe(12_495);
      const expected = secondWay(sales, "Europe/London");
      expect([preferences.weekdays, preferences.hours]).toEqual([
        expected.weekdays,
        expected.hours,
      ]);
      const pairs = preferences.pairs!.top.map(({ items, orders }) => [
        ...items.toSorted(),
        orders,
      ]);
      expect([preferences.pairs!.n, pairs]).toEqual([expected.orders, expected.pairs]);
    }, 120_000);

    test("best sellers and top customers equal a second way of counting", async () => {
      const shop = (await findShop(db, store))!;
      const period = { from: "2010-12-01", to: "2011-09-01" };
      const order = { direction: "descending", after: null } as const;
      const expected = bestOf(onlineRetail().sales);
      const sold = await productList(db, shop, { period, sort: "net", ...order, search: "" });
      expect(sold.rows.map(({ key, units, net }) => [key, units, net])).toEqual(expected.products);
      const bought = await customerList(db, shop, { period, sort: "spend", ...order });
      // A file names people by their e-mail.
      expect(bought.rows.map(({ name, orders, spend }) => [name, orders, spend])).toEqual(
        expected.customers.map(([id, ...sums]) => [`${id}@example.com`, ...sums]),
      );
    }, 60_000);

    test("a rebuild leaves every measure row as it is", async () => {
      const values =
        "select measure, dimension, key, day, bucket, value from measure_day order by 1, 2, 3, 4, 5";
      const before = await query(store, values);
      const report = await fourfold.json<{ days: number; rows: number }>(
        "rebuild",
        "--shop",
        store,
      );
      expect(report).toMatchObject({ days: 219, rows: before.length });
      expect(await query(store, values)).toEqual(before);
    }, 120_000);
  });

  describe("olist", () => {
    const store = "olist.myshopify.com";
    const reference = () => readJson<OlistReference>("olist-sample/reference.json");

    test("its three files are accepted, parcels and answers before the orders", async () => {
      const data = olist();
      const texts = [answersFile(data), fulfillmentsFile(data), ordersFile(data)];
      const rows = [2993, 2946, 3421];
      for (const [index, text] of texts.entries()) {
        const args = ["--shop", store, "--file", fourfold.file(text)];
        const report = await fourfold.json<ImportReport>("import", ...args);
        expect(report).toMatchObject({ accepted: rows[index], rejected: 0, problemsTotal: 0 });
      }
      expect(await findShop(db, store)).toMatchObject({ timeZone: "UTC", currency: "BRL" });
    }, 60_000);

    test("delivery, shipping and satisfaction are the published values", async () => {
      const kpi = await kpisOf(store, "2016-10-01", "2018-10-01");
      expect(kpi("net-sales").value).toBe(cents(reference().item_revenue_excl));
      expect(kpi("orders").value).toBe(reference().orders_excluding_canceled_unavailable);
      expect(Number(kpi("on-time-delivery").value)).toBeCloseTo(2673 / 2904, 9);
      expect(kpi("on-time-delivery").n).toBe(2904);
      const within = (value: unknown, expected: number) =>
        expect(Math.abs(Number(value) / expected - 1)).toBeLessThan(0.01);
      within(kpi("hours-to-ship").value, 54.352);
      expect(kpi("hours-to-ship").n).toBe(2942);
      expect(Number(kpi("hours-to-ship").coverage)).toBeCloseTo(2942 / 2959, 9);
      within(kpi("hours-to-deliver").value, 243.928);
      expect(kpi("hours-to-deliver").n).toBe(2904);
      expect(Number(kpi("csat").value)).toBeCloseTo(2283 / 2979, 9);
      expect(kpi("csat").n).toBe(2979);
    });

    test("each month's sales and orders are those of reference.json", async () => {
      for (const [month, { revenue, orders }] of Object.entries(reference().monthly)) {
        const kpi = await kpisOf(store, `${month}-01`, `${nextMonth(month)}-01`);
        expect([month, kpi("net-sales").value]).toEqual([month, cents(revenue)]);
        expect([month, kpi("orders").value]).toEqual([month, orders]);
      }
    });

    test("each state's sales and orders are those of reference.json", async () => {
      const partsOf = async (id: string) => {
        const { parts } = await fourfold.json<KpiParts>(
          ...["kpi", "--shop", store, "--id", id, "--by", "region"],
          ...["--from", "2016-10-01", "--to", "2018-10-01"],
        );
        return Object.fromEntries(parts.map(({ key, value }) => [key, value]));
      };
      const states = Object.entries(reference().revenue_by_state);
      expect(await partsOf("net-sales")).toEqual(
        Object.fromEntries(states.map(([state, { revenue }]) => [`BR-${state}`, cents(revenue)])),
      );
      expect(await partsOf("orders")).toEqual(
        Object.fromEntries(states.map(([state, { orders }]) => [`BR-${state}`, orders])),
      );
    });
  });

  test("the three example stores' product files are read whole", async () => {
    const store = "products.myshopify.com";
    const rows = { apparel: 22, "home-and-garden": 21, jewelery: 41 };
    for (const [name, count] of Object.entries(rows)) {
      const file = `${whereData}/shopify/products/${name}.csv`;
      const args = ["--shop", store, "--file", file, "--currency", "USD"];
      const report = await fourfold.json<ImportReport>("import", ...args);
      expect(report).toMatchObject({ accepted: count, rejected: 0 });
    }
  });
});
