// Scorecards of several stores side by side, for who was given a link of each: a consultant, an agency.
// The links stand in the address and nowhere else; each opens its own shop, as it does alone.
import type { LoaderFunctionArgs } from "@remix-run/node";
import { Agency, AgencyRefusal, mostStores, type Store } from "../panels/share-agency.tsx";
import { sharePeriods } from "../panels/share.tsx";
import { runtime } from "../runtime.server.ts";
import { readShared, refusals, shareAnswer, sharePolicy } from "../share-page.server.tsx";
import { openShare } from "../share.server.ts";

/** What a pasted link is known by: what follows /share/ in an address, else all of it. */
const keyOf = (pasted: string) => /\/share\/([^/?#]*)/.exec(pasted)?.[1] ?? pasted.trim();

/** `GET /shared?link=…&link=…&period=`: 400 with too many links; one that opens nothing is a row of words. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const now = new Date();
  const search = new URL(request.url).searchParams;
  const keys = [...new Set(search.getAll("link").map(keyOf))].filter((key) => key !== "");
  if (keys.length > mostStores) {
    return shareAnswer((styles) => <AgencyRefusal got={keys.length} styles={styles} />, 400);
  }
  const period = sharePeriods.find((choice) => choice === search.get("period")) ?? "30";
  const stores: Store[] = [];
  // One after the other: twenty stores take no more of the database at a time than one.
  for (const key of keys) {
    const opened = await openShare(runtime().db, key, now);
    stores.push(
      "status" in opened
        ? { key, refused: refusals[opened.status] }
        : { key, shared: await readShared(opened, new URLSearchParams({ period }), now) },
    );
  }
  return shareAnswer((styles) => <Agency {...{ stores, period, styles }} />, 200, {
    "Content-Security-Policy": sharePolicy("'self'"),
  });
}
