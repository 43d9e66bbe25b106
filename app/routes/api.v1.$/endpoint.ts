// What one address below /api/v1 is: one declaration, from which the JSON, the files of the panels and
// the OpenAPI document are made.
import { z } from "zod";
import { refusal } from "../../api.server.ts";
import type { Db } from "../../db.server.ts";
import { kpiById, kpis } from "../../kpis/index.ts";
import type { Kpi } from "../../kpis/kpi.ts";
import { splits, type Split } from "../../kpis/query.ts";
import type { AccessScope } from "../../ledger/access-keys.server.ts";
import type { Day } from "../../ledger/day.ts";
import { periodDays, previousPeriod, readPeriod, type Period } from "../../ledger/period.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import { readMarkets } from "../../scorecard/markets.server.ts";
import { marketName } from "../../scorecard/markets.ts";

export type Asking = { db: Db; shop: Shop; now: Date };

/** Rows below headings, as a CSV file has them. */
export type Table = { heading: readonly string[]; rows: readonly (readonly unknown[])[] };

export type Endpoint<Query extends z.ZodObject = z.ZodObject, Answer extends object = object> = {
  /** Behind /api/v1/. */
  path: string;
  scope: AccessScope;
  /** What it answers. */
  words: string;
  query: Query;
  /** Of the answer as JSON; what it does not name is left out. One with `next` and a query with `after` is a list of pages. */
  answer: z.ZodType;
  /** Null: the shop does not know what it is asked for. Throws a refusal. */
  run(asking: Asking, query: z.output<Query>): Promise<Answer | null>;
  table(answer: Answer): Table;
};

export function endpoint<Query extends z.ZodObject, Answer extends object>(
  given: Endpoint<Query, Answer>,
): Endpoint<Query, Answer> {
  return given;
}

const day = (words: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .describe(words);

/** Which days, and the instant at which they are looked at. */
export const daysAsked = {
  from: day("First day, in the shop's time zone"),
  to: day("The day after the last one"),
  "as-of": z.iso
    .datetime({ offset: true })
    .optional()
    .describe("Promises due and windows over by then; default now"),
};

/** Of a period that runs: a target is of all its days. */
export const wholeAsked = {
  "whole-to": day("The day after the period's last one when it is over; default `to`").optional(),
};

export const againstAsked = z
  .string()
  .regex(/^(previous|\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2})$/)
  .default("previous")
  .describe("previous: the period directly before; or D..D");

export const splitAsked = z.enum(splits as readonly [Split, ...Split[]]).optional();
export const marketAsked = z
  .string()
  .max(100)
  .optional()
  .describe("A region of the merchant's own by its name, or other; default all of the shop");

/** Throws a 404 that names the shop's markets. */
export async function readMarket(
  { db, shop }: Asking,
  market: string | undefined,
): Promise<string | null> {
  if (market === undefined) return null;
  const { markets } = await readMarkets(db, shop.id);
  const found = markets.find((key) => key === market || marketName(key) === market);
  if (found) return found;
  const names = markets.map((key) => marketName(key) ?? key).join(", ");
  throw refusal(404, `the market ${market}`, names ? `one of ${names}` : "a shop with regions");
}

export const kpiAsked = z.string().describe("A KPI such as net-sales");
export const afterAsked = z.string().max(400).optional().describe("`next` of the page before");

/** Ten years: what is longer is asked for by mistake, and would keep everybody else waiting. */
const mostDays = 3660;

function daysFrom(from: string, to: string): Period {
  const period = readPeriod(from, to);
  if ("got" in period) throw refusal(400, period.got, period.expected);
  const days = periodDays(period);
  if (days > mostDays)
    throw refusal(400, `${from} to ${to}, ${days} days`, `at most ${mostDays} days`);
  return period;
}

/** What `daysAsked` asks. Throws a 400 for days that are none. */
export function readDays(
  query: { from: string; to: string; "as-of"?: string | undefined },
  now: Date,
): { period: Period; asOf: Date } {
  const asOf = query["as-of"] === undefined ? now : new Date(query["as-of"]);
  return { period: daysFrom(query.from, query.to), asOf };
}

/** The day after the last one when the period is over. Throws a 400 for one inside it. */
export function readWholeTo(query: { "whole-to"?: string | undefined }, period: Period): Day {
  const wholeTo = query["whole-to"] ?? period.to;
  if (wholeTo < period.to) throw refusal(400, `whole-to=${wholeTo}`, `${period.to} or later`);
  return daysFrom(period.from, wholeTo).to;
}

export function readAgainst(against: string, period: Period): Period {
  if (against === "previous") return previousPeriod(period);
  const [from = "", to = ""] = against.split("..");
  return daysFrom(from, to);
}

/** Throws a 404 that names every KPI. */
export function readKpi(id: string): Kpi {
  const kpi = kpiById(id);
  if (kpi) return kpi;
  throw refusal(404, `the KPI ${id}`, `one of ${kpis.map((one) => one.id).join(", ")}`);
}

/** Throws a 400 that names the splits the KPI has. */
export function readSplit(
  kpi: Kpi,
  by: Split | undefined,
  known: readonly Split[] = kpi.causes,
): Split | null {
  if (by === undefined) return null;
  if (known.includes(by)) return by;
  throw refusal(400, `by=${by}`, `one of ${known.join(", ") || "none"} for ${kpi.id}`);
}
