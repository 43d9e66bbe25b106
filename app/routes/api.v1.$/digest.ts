import { z } from "zod";
import { inShop } from "../../db.server.ts";
import { readDigest } from "../../ledger/digests.server.ts";
import type { Digest } from "../../scorecard/digest.ts";
import { endpoint } from "./endpoint.ts";
import { dayText, period, scorecardKpi, shown } from "./shapes.ts";

const move = z.object({
  kpi: scorecardKpi,
  cause: z
    .object({ effect: z.string(), amount: shown, where: z.string().nullable() })
    .nullable()
    .describe("What moved it most, and where most of that lies"),
});

export const digestEndpoint = endpoint({
  path: "digest",
  scope: "numbers",
  words: "A week on one page, as it was told on its Monday",
  query: z.strictObject({
    week: dayText.optional().describe("The Monday it is of; default the latest"),
  }),
  answer: z.object({
    digest: z
      .object({
        week: period,
        currency: z.string(),
        timeZone: z.string(),
        madeAt: z.iso.datetime(),
        stale: z
          .object({ why: z.enum(["reading", "behind", "unheard"]), since: z.string().nullable() })
          .nullable()
          .describe("Why there are no numbers"),
        headline: z.array(scorecardKpi),
        up: z.array(move),
        down: z.array(move),
      })
      .nullable()
      .describe("Null: there is none yet"),
  }),
  run({ db, shop }, { week }) {
    return inShop(db, shop.id, async (client) => {
      const kept = await readDigest(client, shop, week ?? null);
      if (!kept && week !== undefined) return null;
      return { digest: kept ? (JSON.parse(kept.content) as Digest) : null };
    });
  },
  table: ({ digest }) => {
    const headline = digest?.headline.map((kpi) => ["headline", { kpi, cause: null }] as const);
    const up = digest?.up.map((each) => ["up", each] as const);
    const down = digest?.down.map((each) => ["down", each] as const);
    return {
      heading: [
        ...["week", "part", "kpi", "value", "n", "interval_low", "interval_high", "target"],
        ...["status", "previous", "change", "cause", "cause_amount", "where"],
      ],
      rows: [...(headline ?? []), ...(up ?? []), ...(down ?? [])].map(([part, { kpi, cause }]) => [
        ...[digest?.week.from, part, kpi.id, kpi.value, kpi.n, kpi.interval?.[0]],
        ...[kpi.interval?.[1], kpi.target, kpi.status, kpi.previous, kpi.change.absolute],
        ...[cause?.effect, cause?.amount, cause?.where],
      ]),
    };
  },
});
