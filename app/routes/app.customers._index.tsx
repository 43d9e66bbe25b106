import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { type ShouldRevalidateFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { wantRefresh } from "../jobs/refresh-snapshots.ts";
import { openPage } from "../page.server.ts";
import { Customers } from "../panels/customers.tsx";
import { usePage } from "../panels/use-page.ts";
import listStyles from "../panels/lists.css?url";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { customerSorts, findCustomerRows } from "../scorecard/customers.server.ts";
import { readViews } from "../scorecard/list-views.server.ts";
import { pageSize, readOrder } from "../scorecard/lists.ts";
import { knownPatterns } from "../scorecard/patterns.server.ts";
import { keptCustomerList } from "../scorecard/ranked-customers.server.ts";
import { fewest } from "../analysis/preferences/pattern.ts";

/** Of groups and product types, the most telling of each kind. */
const rowsOfKind = 12;

export const links = () => [{ rel: "stylesheet", href: listStyles }];

/** `?sort=` spend, orders or last, `?dir=up`, `?after=` where the page before ended. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { sort, direction, after } = readOrder(search, customerSorts);
  const wish = { period: chosen.period, sort, direction, after, asOf, today };
  const { staleSince, ...list } = await keptCustomerList(db, shop, wish);
  if (staleSince) wantRefresh(db, shop.id, staleSince);
  const told = (staleSince ?? asOf).toISOString();
  return {
    list,
    views: await readViews(db, shop, { list: "customers", search }),
    patterns: await knownPatterns(db, shop, rowsOfKind),
    fewest,
    order: { sort, direction },
    currency: shop.currency,
    size: pageSize,
    time: { chosen, today, asOf: told, timeZone: shop.timeZone, historyFrom: null },
  };
}

const Search = z.object({ text: z.string().max(320) });

/** The search: posted, so that contact details stay out of addresses. Writes nothing. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, shop, today, search } = await openPage(request.clone() as Request);
  const asked = Search.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success)
    throw new Response("got no search text of up to 320 characters", { status: 400 });
  const { period } = chosenPeriod(search, today);
  return findCustomerRows(db, shop, { text: asked.data.text, period });
}

// A search changes nothing, so the list behind it need not be ranked again; a view is kept beside it.
export const shouldRevalidate = ({
  formMethod,
  formAction,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs) =>
  (formMethod !== "POST" || formAction === "/app/views") && defaultShouldRevalidate;

export const meta: MetaFunction = () => [{ title: "Customers · Fourfold" }];

export default function CustomersRoute() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Customers {...data} time={{ ...time, locale }} />
  ));
}
