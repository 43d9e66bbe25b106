// Which answers a KPI of answers is made of. Its number is of one touchpoint, and so is what stands behind it.
import type { Client } from "../db.server.ts";
import { usualTouchpoint } from "../kpis/formulas/survey.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { csatAnswers, npsAnswers, type Touchpoint } from "../measures/index.ts";
import { readMeasures } from "../measures/read.server.ts";
import { isIn } from "./markets.ts";

export type CountedAnswers = { question: string; touchpoint: Touchpoint };

/** Null where the KPI is not made of answers. */
export async function countedAnswers(
  client: Client,
  shop: ShopContext,
  asked: { id: string; period: Period; asOf: Date; market: string | null },
): Promise<CountedAnswers | null> {
  const { id: question, period, asOf, market } = asked;
  if (question !== "nps" && question !== "csat") return null;
  const measures = question === "nps" ? npsAnswers : csatAnswers;
  const ids = [measures["after-delivery"].id, measures.checkout.id];
  const dimension = market === null ? "all" : "region";
  const sums = await readMeasures(client, shop, { ids, period, dimension, asOf });
  const own = [...sums].filter(([region]) => isIn(market, region));
  const touchpoint = usualTouchpoint((at) =>
    own.reduce((n, [, sum]) => n + sum[measures[at].id]!, 0n),
  );
  return { question, touchpoint };
}
