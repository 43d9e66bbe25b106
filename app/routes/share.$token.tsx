// The scorecard by a link, for people without the admin. An answer of its own instead of a page of the
// app: no script, no cookie, nothing loaded, and no program that indexes or frames it.
import { createHash } from "node:crypto";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { renderToStaticMarkup } from "react-dom/server";
import { env } from "../env.server.ts";
import { wantKept, wantRefresh } from "../jobs/refresh-snapshots.ts";
import { addDays, dayIn } from "../ledger/day.ts";
import styles from "../panels/share.css?raw";
import { Share, ShareRefusal } from "../panels/share.tsx";
import { runtime } from "../runtime.server.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { home } from "../scorecard/home.server.ts";
import { lackingOf } from "../scorecard/lacking.ts";
import { openShare, type Opened } from "../share.server.ts";

const styleHash = createHash("sha256").update(styles).digest("base64");
const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex, nofollow",
};

function answer(page: React.ReactElement, status: number, more: Record<string, string> = {}) {
  const html = `<!doctype html>${renderToStaticMarkup(page)}`;
  return new Response(html, { status, headers: { ...headers, ...more } });
}

const kinds = { 404: "unknown", 410: "ended", 429: "busy" } as const;

/** `GET /share/:token?period=` as chosen-period.ts has it; refusals as share.server.ts has them. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const now = new Date();
  const { db } = runtime();
  const opened = await openShare(db, params["token"] ?? "", now);
  if ("status" in opened) {
    const { status, waitSeconds } = opened;
    const page = <ShareRefusal kind={kinds[status]} styles={styles} />;
    return answer(page, status, waitSeconds ? { "Retry-After": String(waitSeconds) } : {});
  }
  return answer(await sharedPage(opened, new URL(request.url).searchParams, now), 200);
}

async function sharedPage({ shop, until }: Opened, search: URLSearchParams, asOf: Date) {
  const { db } = runtime();
  const today = dayIn(asOf, shop.timeZone);
  const chosen = chosenPeriod(search, today);
  const { period, against } = chosen;
  const wholeTo = addDays(period.from, chosen.wholeDays);
  const data = await home(db, shop, { period, against, asOf, wholeTo });
  if (data.staleSince) wantRefresh(db, shop.id, data.staleSince);
  if (data.unkept) wantKept(db, shop.id, "months", data.unkept);
  const { timeZone } = shop;
  const lacking = lackingOf(data.setup, shop, period);
  return (
    <Share
      shop={shop.domain.replace(/\.myshopify\.com$/, "")}
      isDemo={env.FOURFOLD_DEMO === "1"}
      until={until}
      card={data.card}
      sparks={data.sparks}
      time={{ chosen, today, asOf, timeZone, historyFrom: data.historyFrom, lacking }}
      styles={styles}
    />
  );
}
