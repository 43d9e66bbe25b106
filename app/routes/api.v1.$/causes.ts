import { z } from "zod";
import { effects } from "../../analysis/causes/chain.ts";
import { splits, type Split } from "../../kpis/query.ts";
import { causes } from "../../scorecard/causes.server.ts";
import { availabilityStates } from "../../scorecard/causes.ts";
import { dueByNow } from "../../scorecard/pace.server.ts";
import {
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
import { shown } from "./shapes.ts";

const effect = z.enum(effects as readonly [string, ...string[]]);

export const causesEndpoint = endpoint({
  path: "causes",
  scope: "numbers",
  words: "A KPI's gap split into causes that sum to it",
  query: z.strictObject({
    id: kpiAsked,
    ...daysAsked,
    market: marketAsked,
    ...wholeAsked,
    against: z
      .string()
      .regex(/^(previous|target|(target,)?\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2})$/)
      .default("previous")
      .describe(
        "previous or D..D; target: of a running total what it asks by now, explained by the change on " +
          "the period before, or with target,D..D on that one",
      ),
    by: splitAsked.describe("What mix, price and rate are taken over"),
  }),
  answer: z.object({
    by: z.enum(splits as readonly [Split, ...Split[]]).nullable(),
    from: shown.nullable(),
    to: shown.nullable(),
    gap: shown.nullable().describe("to − from"),
    effects: z.array(z.object({ effect, amount: shown })),
    keys: z.array(z.object({ key: z.string(), label: z.string(), amount: shown })),
    cells: z.array(z.object({ effect, key: z.string(), amount: shown })),
    unexplained: shown.nullable(),
    availability: z
      .object({
        status: z.enum(availabilityStates),
        knownFrom: z.string().nullable().describe("First day on which stock was counted"),
        before: z.number().int().describe("Variant-days without stock in the earlier period"),
        after: z.number().int().describe("Variant-days without stock in the period"),
        unpriced: z.number().int().describe("Variant-days left out: no price is known"),
      })
      .nullable()
      .describe("What the effect availability is estimated from; null: stock has no part in it"),
  }),
  async run(asking, query) {
    const { db, shop, now } = asking;
    const market = await readMarket(asking, query.market);
    const kpi = readKpi(query.id);
    const { period, asOf } = readDays(query, now);
    const [, target, days = ""] = /^(target,?)?(.*)$/.exec(query.against) ?? [];
    const toTarget = target !== undefined;
    const against = readAgainst(days || "previous", period);
    const by = readSplit(kpi, query.by);
    const asked = { id: kpi.id, period, asOf, market };
    const whole = { from: period.from, to: readWholeTo(query, period) };
    const due = toTarget ? await dueByNow(db, shop, { ...asked, whole }) : undefined;
    return causes(db, shop, { ...asked, against, toTarget, due, by });
  },
  table: ({ by, cells, unexplained }) => ({
    heading: ["effect", "split", "part", "amount"],
    rows: [
      ...cells.map(({ effect, key, amount }) => [effect, by, key, amount]),
      ...(unexplained === null ? [] : [["unexplained", null, null, unexplained]]),
    ],
  }),
});
