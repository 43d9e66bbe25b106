import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { openPage } from "../page.server.ts";
import { CustomerOne } from "../panels/customers-one.tsx";
import { usePage } from "../panels/use-page.ts";
import listStyles from "../panels/lists.css?url";
import { customerPage } from "../scorecard/customer.server.ts";
import { fewest } from "../analysis/preferences/pattern.ts";
import { pageSize, readPlace } from "../scorecard/lists.ts";
import { nextAction } from "../scorecard/next-action.server.ts";
import { findPreferences } from "../scorecard/preferences.server.ts";
import { customerLists } from "../scorecard/recommend-customer.server.ts";

/** Of what is new to a customer, and of what they buy again. */
const listed = 5;

export const links = () => [{ rel: "stylesheet", href: listStyles }];

/** `?after=` the order the page before ended with. 404 for nobody of this shop. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const after = readPlace(search.get("after"));
  const page = await customerPage(db, shop, { id: params["id"] ?? "", after, asOf });
  if (!page) throw new Response("missing", { status: 404 });
  const { id, isErased } = page.customer;
  const found = isErased ? null : await findPreferences(db, shop, id);
  const lists = isErased
    ? null
    : await customerLists(db, shop, { named: id, now: asOf, limit: listed });
  const next = found && (await nextAction(db, shop, { found, lists, now: asOf }));
  return {
    page,
    lists,
    known: found && { preferences: found.preferences, fewest, next },
    currency: shop.currency,
    store: shop.domain.split(".")[0] ?? "",
    today,
    size: pageSize,
    version,
  };
}

// The name stays out of the document's title: it ends in browser histories.
export const meta: MetaFunction = () => [{ title: "Customer · Fourfold" }];

export default function CustomerRoute() {
  return usePage<typeof loader>((data, locale) => <CustomerOne {...data} locale={locale} />);
}
