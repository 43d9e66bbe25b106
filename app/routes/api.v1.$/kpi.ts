import { z } from "zod";
import { splitsOf } from "../../kpis/kpi.ts";
import { kpiParts } from "../../scorecard/parts.server.ts";
import {
  againstAsked,
  daysAsked,
  endpoint,
  kpiAsked,
  marketAsked,
  readAgainst,
  readDays,
  readKpi,
  readMarket,
  readSplit,
  readWholeTo,
  splitAsked,
  wholeAsked,
} from "./endpoint.ts";
import { kpiPart, scorecardKpi } from "./shapes.ts";

export const kpiEndpoint = endpoint({
  path: "kpi",
  scope: "numbers",
  words: "One KPI of a period and, with `by`, its parts",
  query: z.strictObject({
    id: kpiAsked,
    ...daysAsked,
    ...wholeAsked,
    market: marketAsked,
    against: againstAsked,
    by: splitAsked.describe("The ways are in `splits` of definitions"),
  }),
  answer: z.object({ kpi: scorecardKpi, parts: z.array(kpiPart) }),
  async run(asking, query) {
    const { db, shop, now } = asking;
    const market = await readMarket(asking, query.market);
    const kpi = readKpi(query.id);
    const { period, asOf } = readDays(query, now);
    const against = readAgainst(query.against, period);
    const by = readSplit(kpi, query.by, splitsOf(kpi));
    const wholeTo = readWholeTo(query, period);
    return kpiParts(db, shop, { market, id: kpi.id, period, against, by, asOf, wholeTo });
  },
  table: ({ kpi, parts }) => ({
    heading: [
      ...["kpi", "part", "name", "value", "n", "interval_low", "interval_high", "share"],
      ...["target", "status"],
    ],
    // Without a split the whole is the only row, and names no part.
    rows: (parts.length > 0 ? parts : [{ ...kpi, key: "", label: "", share: null }]).map((part) => [
      ...[kpi.id, part.key, part.label, part.value, part.n],
      ...[part.interval?.[0], part.interval?.[1], part.share, part.target, part.status],
    ]),
  }),
});
