import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { effects } from "../analysis/causes/chain.ts";
import { addDays } from "../ledger/day.ts";
import { kpiById } from "../kpis/index.ts";
import { splits } from "../kpis/query.ts";
import { kpiCode } from "../kpi-code.server.ts";
import { wantKept } from "../jobs/refresh-snapshots.ts";
import { openPage } from "../page.server.ts";
import { KpiPage } from "../panels/kpi/kpi-page.tsx";
import { usePage } from "../panels/use-page.ts";
import { bucketSizes } from "../scorecard/buckets.ts";
import { daysBehind, isOfCustomers } from "../scorecard/causes.ts";
import { chosenPeriod } from "../scorecard/chosen-period.ts";
import { kpiPage } from "../scorecard/kpi-page.server.ts";
import { askedMarket } from "../scorecard/markets.server.ts";
import { lackingOf } from "../scorecard/lacking.ts";
import { overTime } from "../scorecard/over-time.server.ts";
import { readSetup } from "../scorecard/setup.server.ts";

/**
 * `?by=` a split, `?size=` day, week or month, `?gap=target` explains the gap to the target, `?part=` a key
 * and `?effect=` an effect narrow the entries behind it, `?after=` the entry a page of them begins after.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, shop, asOf, today, version, search } = await openPage(request);
  const chosen = chosenPeriod(search, today);
  const kpi = kpiById(params["id"] ?? "");
  if (!kpi) throw new Response("no-kpi", { status: 404 });
  const asked = {
    id: kpi.id,
    period: chosen.period,
    against: chosen.against,
    compared: chosen.compared,
    whole: { from: chosen.period.from, to: addDays(chosen.period.from, chosen.wholeDays) },
    asOf,
    by: splits.find((split) => split === search.get("by")) ?? null,
    size: bucketSizes.find((size) => size === search.get("size")) ?? null,
    after: search.get("after"),
    toTarget: search.get("gap") === "target",
    part: search.get("part"),
    effect: effects.find((effect) => effect === search.get("effect")) ?? null,
    market: await askedMarket(db, shop.id, search),
  };
  const [page, over, setup] = await Promise.all([
    kpiPage(db, shop, asked),
    overTime(db, shop, {
      ...{ kpi, period: chosen.period, whole: asked.whole, asOf },
      market: asked.market,
    }),
    readSetup(db, shop),
  ]);
  if (!page) throw new Response("no-kpi", { status: 404 });
  const split = page.by;
  const isOfFacts = split !== null && !["channel", "region", "customer-kind"].includes(split);
  const isBroken = isOfFacts || ["hours", "money"].includes(page.kpi.unit);
  for (const period of [chosen.period, chosen.against]) {
    const when = { period, asOf, today, historyFrom: page.trend.historyFrom };
    for (const days of daysBehind(kpi, when)) {
      if (isOfCustomers(kpi, when)) wantKept(db, shop.id, "orders", days);
      else if (split && isBroken) wantKept(db, shop.id, `by-${split}`, days);
    }
  }
  return {
    page,
    code: kpiCode(kpi.id),
    over,
    currency: shop.currency,
    store: shop.domain.split(".")[0] ?? "",
    time: {
      chosen,
      today,
      asOf: page.kpi.asOf,
      timeZone: shop.timeZone,
      historyFrom: page.trend.historyFrom,
      lacking: lackingOf(setup, shop, chosen.period),
    },
    version,
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.page.kpi.name ?? "Fourfold"} · Fourfold` },
];

export default function Kpi() {
  return usePage<typeof loader>(({ time, ...data }, locale) => (
    <KpiPage {...data} time={{ ...time, locale }} />
  ));
}
