// A store as the files that a merchant would import.
import { formatMinor, toMinor } from "../../app/ledger/money.ts";
import type { Sale, Store } from "./store.ts";

const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csv = (rows: string[][]) => rows.map((row) => row.map(quote).join(",")).join("\n") + "\n";

/** As Shopify's export writes times: a UTC clock and its offset. */
const stamp = (at: Date) => `${at.toISOString().slice(0, 19).replace("T", " ")} +0000`;

/** Columns of Shopify's export that Fourfold reads, between some that it does not, in its order. */
const header = [
  "Name",
  "Email",
  "Financial Status",
  "Paid at",
  "Fulfillment Status",
  "Fulfilled at",
  "Currency",
  "Subtotal",
  "Shipping",
  "Taxes",
  "Total",
  "Discount Code",
  "Discount Amount",
  "Created at",
  "Lineitem quantity",
  "Lineitem name",
  "Lineitem price",
  "Lineitem compare at price",
  "Lineitem sku",
  "Lineitem requires shipping",
  "Billing Country",
  "Shipping Province",
  "Shipping Country",
  "Cancelled at",
  "Refunded Amount",
  "Id",
  "Source",
  "Phone",
];

function orderRows(sale: Sale, currency: string): string[][] {
  const total = toMinor(sale.subtotal, currency) + toMinor(sale.shipping, currency);
  const first: Record<string, string> = {
    Email: sale.customer === null ? "" : `${sale.customer}@example.com`,
    "Financial Status": sale.voided ? "voided" : "paid",
    Currency: currency,
    Subtotal: sale.subtotal,
    Shipping: sale.shipping,
    Taxes: "0.00",
    Total: formatMinor(total, currency),
    "Discount Amount": "0.00",
    "Created at": stamp(sale.at),
    "Billing Country": sale.country,
    "Shipping Province": sale.province,
    "Shipping Country": sale.country,
    "Refunded Amount": "0.00",
    Id: sale.id,
    Source: "web",
  };
  const lines = sale.lines.length > 0 ? sale.lines : [null];
  return lines.map((line, index) => {
    const cells: Record<string, string> = { ...(index === 0 ? first : {}), Name: sale.name };
    if (line) {
      cells["Lineitem quantity"] = String(line.quantity);
      cells["Lineitem name"] = line.title;
      cells["Lineitem price"] = line.price;
      cells["Lineitem sku"] = line.sku;
      cells["Lineitem requires shipping"] = "true";
    }
    return header.map((name) => cells[name] ?? "");
  });
}

export function ordersFile({ sales, currency }: Store): string {
  return csv([header, ...sales.flatMap((sale) => orderRows(sale, currency))]);
}

/** Names orders by their name; the answers file names them by id. */
export function fulfillmentsFile({ sales }: Store): string {
  const stampOrNone = (at: Date | null) => (at === null ? "" : stamp(at));
  const rows = sales
    .filter(({ shippedAt }) => shippedAt !== null)
    .map(({ name, shippedAt, deliveredAt, promisedAt }) => [
      name,
      ...[shippedAt, deliveredAt, promisedAt].map(stampOrNone),
    ]);
  return csv([["order", "created_at", "delivered_at", "promised_at"], ...rows]);
}

export function answersFile({ replies }: Store): string {
  const rows = replies.map(({ order, score, at, text }) => [
    order,
    "csat",
    String(score),
    at.toISOString(),
    "after-delivery",
    text,
  ]);
  return csv([["order", "question", "score", "answered_at", "touchpoint", "text"], ...rows]);
}
