// What is held about a person as a page that anybody can open and read: no script, no address asked for.
import { exponent, formatMinor } from "../ledger/money.ts";
import type { DataPackage } from "./privacy.server.ts";

type Row = Readonly<Record<string, unknown>>;

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escape = (text: string) => text.replace(/[&<>"']/g, (found) => entities[found] ?? found);

/** In minor units of the order's currency. */
const money = new Set(["gross", "discounts", "charged", "amount"]);

/** customer_id → "Customer id", firstName → "First name". */
function label(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function cell(name: string, value: unknown, currency: string): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (money.has(name) && /^-?\d+$/.test(String(value))) {
    return `${formatMinor(BigInt(String(value)), currency)} ${currency}`;
  }
  if (typeof value === "object") return JSON.stringify(value);
  const instant = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?Z$/.exec(String(value));
  return instant ? `${instant[1]} ${instant[2]} UTC` : String(value);
}

function table(title: string, rows: readonly Row[], currencyOf: (row: Row) => string): string {
  if (rows.length === 0) return `<h2>${escape(title)}</h2><p>Nothing is held.</p>`;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = names.map((name) => `<th scope="col">${escape(label(name))}</th>`).join("");
  const lines = rows.map((row) => {
    const cells = names.map((name) => `<td>${escape(cell(name, row[name], currencyOf(row)))}</td>`);
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<h2>${escape(title)} (${rows.length})</h2>
<table><thead><tr>${head}</tr></thead><tbody>
${lines.join("\n")}
</tbody></table>`;
}

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{border:1px solid #8c9196;padding:.3rem .6rem;text-align:left;vertical-align:top}`;

/** A whole HTML document; every text of the package stands in it as text. */
export function packagePage(held: DataPackage): string {
  const currencies = new Map(held.orders.map(({ id, currency }) => [id, currency]));
  const [first = "USD"] = currencies.values();
  const currencyOf = (row: Row) => {
    const told = row["currency"] ?? currencies.get(String(row["order_id"] ?? row["id"]));
    return typeof told === "string" && exponent(told) >= 0 ? told : first;
  };
  const sections: [string, readonly Row[]][] = [
    ["How the person can be reached", held.contacts],
    ["Customer accounts", held.customers],
    ["Orders", held.orders],
    ["What was ordered", held.lines],
    ["Refunds", held.refunds],
    ["What was given back of the orders", held.refundLines],
    ["Parcels", held.parcels],
    ["Where parcels were seen", held.parcelSteps],
    ["Until when the orders were promised", held.promises],
    ["What carriers billed for parcels", held.labels],
    ["Returns", held.returns],
    ["What was done with the orders", held.events],
    ["Which advertising led to the orders", held.touches],
    ["Answers to surveys", held.answers],
    ["Where the person is named in what was typed", held.words],
    ["Trials they took part in", held.exposures],
    ["Messages of Shopify that could not be read", held.keptDeliveries],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Data held about a customer</title>
<style>${style}</style></head><body>
<h1>Data held about a customer of ${escape(held.shop)}</h1>
<p>Request ${escape(held.requestId ?? "without a number")} of
${escape(cell("", held.requestedAt, first))}. Known here as ${escape(held.customerIds.join(", ") || "nobody")}.</p>
${sections.map(([title, rows]) => table(title, rows, currencyOf)).join("\n")}
</body></html>
`;
}
