// The public stores the recommendations are measured on, read in place.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { groupBuilder } from "../../../app/analysis/recommend/groups.ts";
import type { Purchases } from "../../../app/analysis/recommend/purchases.ts";
import { csvReader } from "../../../app/ingest/files/csv.ts";
import { daysBetween } from "../../../app/ledger/day.ts";

const folder =
  process.env.FOURFOLD_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));

/** False where the data is not at hand; then its tests are skipped, and say so. */
export const hasData = existsSync(`${folder}/groceries`) && existsSync(`${folder}/online-retail`);

export function readReference<T>(store: "groceries" | "online-retail"): T {
  return JSON.parse(readFileSync(`${folder}/${store}/reference.json`, "utf8")) as T;
}

export function readRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(`${folder}/${path}`);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const reader = csvReader(",");
  const [header, ...rows] = [...reader.push(text), ...reader.end()];
  const names = header?.cells ?? [];
  return rows.map(({ cells }) =>
    Object.fromEntries(names.map((name, place) => [name, cells[place] ?? ""])),
  );
}

/** Things by number, in the order of their names. */
export function numbered(names: Iterable<string>) {
  const sorted = [...new Set(names)].sort();
  return { names: sorted, numberOf: new Map(sorted.map((name, number) => [name, number])) };
}

export const dayNumber = (day: string) => daysBetween("1970-01-01", day);

/** online-retail by the protocol of its reference: sales of known customers, codes of five digits. */
export function readPurchases(): Purchases {
  const invoices = new Map<string, { at: string; customer: string; codes: Set<string> }>();
  for (const row of readRows("online-retail/transactions_2010-12_2011-08.csv.gz")) {
    const { InvoiceNo = "", InvoiceDate = "", CustomerID = "", StockCode = "" } = row;
    const isSale = Number(row["Quantity"]) > 0 && Number(row["UnitPrice"]) > 0;
    if (!CustomerID || !isSale || !/^\d{5}/.test(StockCode)) continue;
    const invoice = invoices.get(InvoiceNo) ?? {
      at: InvoiceDate,
      customer: CustomerID,
      codes: new Set(),
    };
    if (InvoiceDate < invoice.at) invoice.at = InvoiceDate;
    invoice.codes.add(StockCode);
    invoices.set(InvoiceNo, invoice);
  }
  const sorted = [...invoices.values()].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  const items = numbered(sorted.flatMap(({ codes }) => [...codes]));
  const customers = numbered(sorted.map(({ customer }) => customer));
  const builder = groupBuilder();
  for (const { codes } of sorted) builder.add([...codes].map((code) => items.numberOf.get(code)!));
  return {
    orders: { ...builder.build(), itemCount: items.names.length },
    customers: Int32Array.from(sorted, ({ customer }) => customers.numberOf.get(customer)!),
    days: Int32Array.from(sorted, ({ at }) => dayNumber(at.slice(0, 10))),
    customerCount: customers.names.length,
  };
}
