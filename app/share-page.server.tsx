// What the pages behind share links have in common: how they are answered, and what is read of a shop
// whose link holds. An answer of its own instead of a page of the app: no script, no cookie, nothing
// loaded, and no program that indexes or frames it.
import { createHash } from "node:crypto";
import { renderToStaticMarkup } from "react-dom/server";
import { env } from "./env.server.ts";
import { wantKept, wantRefresh } from "./jobs/refresh-snapshots.ts";
import { addDays, dayIn } from "./ledger/day.ts";
import styles from "./panels/share.css?raw";
import type { Shared } from "./panels/share.tsx";
import { runtime } from "./runtime.server.ts";
import { chosenPeriod } from "./scorecard/chosen-period.ts";
import { home } from "./scorecard/home.server.ts";
import { lackingOf } from "./scorecard/lacking.ts";
import type { Opened } from "./share.server.ts";

const styleHash = createHash("sha256").update(styles).digest("base64");
export const sharePolicy = (forms: "'none'" | "'self'") =>
  `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action ${forms}; frame-ancestors 'none'`;
const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": sharePolicy("'none'"),
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex, nofollow",
};

/** The document that `draw` makes with the style sheet. */
export function shareAnswer(
  draw: (styles: string) => React.ReactElement,
  status: number,
  more: Record<string, string> = {},
): Response {
  const html = `<!doctype html>${renderToStaticMarkup(draw(styles))}`;
  return new Response(html, { status, headers: { ...headers, ...more } });
}

/** Why a link opens nothing, as the pages say it. */
export const refusals = { 404: "unknown", 410: "ended", 429: "busy" } as const;

/** The scorecard of the shop that a link opened, in a transaction bound to that shop. */
export async function readShared(
  { shop, until }: Opened,
  search: URLSearchParams,
  asOf: Date,
): Promise<Shared> {
  const { db } = runtime();
  const { timeZone } = shop;
  const today = dayIn(asOf, timeZone);
  const chosen = chosenPeriod(search, today);
  const { period, against, compared } = chosen;
  const wholeTo = addDays(period.from, chosen.wholeDays);
  const data = await home(db, shop, { period, against, compared, asOf, wholeTo });
  if (data.staleSince) wantRefresh(db, shop.id, data.staleSince);
  if (data.unkept) wantKept(db, shop.id, "months", data.unkept);
  const lacking = lackingOf(data.setup, shop, period);
  return {
    shop: shop.domain.replace(/\.myshopify\.com$/, ""),
    isDemo: env.FOURFOLD_DEMO === "1",
    until,
    card: data.card,
    sparks: data.sparks,
    time: { chosen, today, asOf, timeZone, historyFrom: data.historyFrom, lacking },
  };
}
