// The two public stores, read in place and brought into one form that both doors are fed from: a
// file as Shopify exports it, and bodies as its webhooks carry them.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { csvReader } from "../../app/ingest/files/csv.ts";
import { instantIn } from "../../app/ledger/day.ts";
import { formatMinor, toMinor } from "../../app/ledger/money.ts";
import { countryCodes } from "./countries.ts";

export type SaleLine = { sku: string; title: string; quantity: number; price: string };
export type Sale = {
  /** Digits, as Shopify's ids are. */
  id: string;
  name: string;
  at: Date;
  /** Digits; null for a guest. */
  customer: string | null;
  country: string;
  province: string;
  voided: boolean;
  lines: SaleLine[];
  /** Major units: Σ line totals, each rounded once. */
  subtotal: string;
  shipping: string;
  shippedAt: Date | null;
  deliveredAt: Date | null;
  promisedAt: Date | null;
};
export type Reply = { order: string; score: number; at: Date; text: string };
export type Store = {
  domain: string;
  timeZone: string;
  currency: string;
  sales: Sale[];
  replies: Reply[];
};

const folder =
  process.env.FOURFOLD_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** False where the data is not at hand; then the replay is skipped, and says so. */
export const hasData = existsSync(`${folder}/online-retail`);
export const whereData = folder;

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(`${folder}/${path}`, "utf8")) as T;
}

function readTable(path: string): Record<string, string>[] {
  const bytes = readFileSync(`${folder}/${path}`);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const reader = csvReader(",");
  const [header, ...rows] = [...reader.push(text), ...reader.end()];
  const names = header?.cells ?? [];
  return rows.map(({ cells }) =>
    Object.fromEntries(names.map((name, place) => [name, cells[place] ?? ""])),
  );
}

function subtotalOf(lines: readonly SaleLine[], currency: string): string {
  const total = lines.reduce(
    (sum, { price, quantity }) => sum + toMinor(price, currency, quantity),
    0n,
  );
  return formatMinor(total, currency);
}

/** Ids as long as Shopify's, told apart by store. */
const idFrom = (base: bigint, index: number) => String(base + BigInt(index));

function groupBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Sale rows only: quantity > 0, price > 0, no cancellations (definitions.md). */
export function onlineRetail(): Store {
  const timeZone = "Europe/London";
  const currency = "GBP";
  const rows = readTable("online-retail/transactions_2010-12_2011-08.csv.gz").filter(
    (row) =>
      Number(row.Quantity) > 0 && Number(row.UnitPrice) > 0 && !row.InvoiceNo?.startsWith("C"),
  );
  const invoices = [...groupBy(rows, (row) => row.InvoiceNo ?? "")];
  const sales = invoices.map(([invoice, all], index): Sale => {
    const [first = {}] = all;
    const lines = all.map((row) => ({
      sku: row.StockCode ?? "",
      title: row.Description ?? "",
      quantity: Number(row.Quantity),
      price: row.UnitPrice ?? "",
    }));
    return {
      id: idFrom(5_300_000_000_000n, index),
      name: `#${invoice}`,
      at: instantIn((first.InvoiceDate ?? "").replace(" ", "T"), timeZone),
      customer: first.CustomerID || null,
      country: countryCodes[first.Country ?? ""] ?? first.Country ?? "",
      province: "",
      voided: false,
      lines,
      subtotal: subtotalOf(lines, currency),
      shipping: "0.00",
      shippedAt: null,
      deliveredAt: null,
      promisedAt: null,
    };
  });
  return { domain: "online-retail.myshopify.com", timeZone, currency, sales, replies: [] };
}

/** A UTC shop, because its times carry no offset; canceled and unavailable orders are voided. */
export function olist(): Store {
  const currency = "BRL";
  const at = (text: string | undefined) => (text ? instantIn(text.replace(" ", "T"), "UTC") : null);
  const table = (name: string) => readTable(`olist-sample/olist_${name}_dataset.csv`);
  const items = groupBy(table("order_items"), (row) => row.order_id ?? "");
  const customers = new Map(table("customers").map((row) => [row.customer_id, row]));
  const people = new Map(
    [...new Set([...customers.values()].map((row) => row.customer_unique_id ?? ""))].map(
      (unique, index) => [unique, idFrom(7_100_000_000_000n, index)],
    ),
  );
  const sales = table("orders").map((row, index): Sale => {
    const customer = customers.get(row.customer_id ?? "") ?? {};
    const own = items.get(row.order_id ?? "") ?? [];
    const lines = own.map((item) => ({
      sku: item.product_id ?? "",
      title: item.product_id ?? "",
      quantity: 1,
      price: item.price ?? "",
    }));
    const freight = own.map((item) => ({
      sku: "",
      title: "",
      quantity: 1,
      price: item.freight_value ?? "",
    }));
    return {
      id: idFrom(5_400_000_000_000n, index),
      name: `#${row.order_id}`,
      at: at(row.order_purchase_timestamp) ?? new Date(NaN),
      customer: people.get(customer.customer_unique_id ?? "") ?? null,
      country: "BR",
      province: customer.customer_state ?? "",
      voided: row.order_status === "canceled" || row.order_status === "unavailable",
      lines,
      subtotal: subtotalOf(lines, currency),
      shipping: subtotalOf(freight, currency),
      shippedAt: at(row.order_delivered_carrier_date),
      deliveredAt: at(row.order_delivered_customer_date),
      promisedAt: at(row.order_estimated_delivery_date),
    };
  });
  const names = new Map(sales.map(({ id, name }) => [name, id]));
  const replies = table("order_reviews").map((row): Reply => ({
    order: names.get(`#${row.order_id}`) ?? `#${row.order_id}`,
    score: Number(row.review_score),
    at: at(row.review_answer_timestamp) ?? new Date(NaN),
    text: row.review_comment_message ?? "",
  }));
  return { domain: "olist.myshopify.com", timeZone: "UTC", currency, sales, replies };
}
