import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { wantKept } from "../jobs/refresh-snapshots.ts";
import { openPage } from "../page.server.ts";
import listStyles from "../panels/lists.css?url";
import { Products } from "../panels/products.tsx";
import { usePage } from "../panels/use-page.ts";
import { fewestInArm } from "../analysis/experiments/always-valid.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { shareRange, typedOf, windowRange } from "../scorecard/experiment-entry.server.ts";
import { shownExperiments } from "../scorecard/experiment-results.server.ts";
import { planTrial } from "../scorecard/experiment-plan.server.ts";
import { recommendations } from "../scorecard/experiment.server.ts";
import { readViews } from "../scorecard/list-views.server.ts";
import { pageSize, readOrder } from "../scorecard/lists.ts";
import { placement } from "../scorecard/placement.server.ts";
import { fewUnits, productList, productSorts } from "../scorecard/products.server.ts";
import { keptCard } from "../scorecard/recommend-card.server.ts";

export const links = () => [{ rel: "stylesheet", href: listStyles }];

/** `?q=` beginning of a title or SKU, `?sort=`, `?dir=up`, `?after=` where the page before ended. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const { sort, direction, after } = readOrder(search, productSorts);
  const text = search.get("q") ?? "";
  const wish = { period: chosen.period, sort, direction, after, search: text };
  const { isSlow, isRulesUnkept, ...list } = await productList(db, shop, wish);
  if (isSlow) wantKept(db, shop.id, "sold-lines", chosen.period);
  if (isRulesUnkept) wantKept(db, shop.id, "by-product", chosen.period);
  const shown = await shownExperiments(db, shop, recommendations);
  const planned = await planTrial(db, shop, { typed: typedOf(shown[0]) });
  return {
    list,
    views: await readViews(db, shop, { list: "products", search }),
    measured: await keptCard(db, shop),
    placed: await placement(db, shop, asOf),
    trials: {
      shown,
      ranges: { share: shareRange, windowDays: windowRange },
      fewestInArm,
      plan: "plan" in planned ? planned.plan : null,
    },
    order: { sort, direction },
    text,
    currency: shop.currency,
    size: pageSize,
    fewUnits,
    time: { chosen, today, asOf: asOf.toISOString(), timeZone: shop.timeZone, historyFrom: null },
  };
}

export const meta: MetaFunction = () => [{ title: "Products · Fourfold" }];

export default function ProductsRoute() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <Products {...data} time={{ ...time, locale }} />
  ));
}
