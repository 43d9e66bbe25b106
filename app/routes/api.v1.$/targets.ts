import { z } from "zod";
import { always, readTargets } from "../../ledger/shop.server.ts";
import { endpoint } from "./endpoint.ts";
import { dayText } from "./shapes.ts";

export const targetsEndpoint = endpoint({
  path: "targets",
  scope: "numbers",
  words: "What the shop aims at, as it was set",
  query: z.strictObject({}),
  answer: z.object({
    targets: z.array(
      z.object({
        kpi: z.string(),
        part: z
          .strictObject({ by: z.enum(["region", "channel"]), key: z.string() })
          .nullable()
          .describe("Null: of all of the shop"),
        from: dayText.nullable().describe("Null: since ever"),
        to: dayText.nullable().describe("The day after the last; null: for ever"),
        kind: z.enum(["absolute", "percent", "month", "band"]),
        value: z.string().describe("Level; lower edge of a band; of percent and month a fraction"),
        high: z.string().nullable(),
        red: z.string().nullable(),
        weight: z.string(),
      }),
    ),
  }),
  async run({ db, shop }) {
    const targets = await readTargets(db, shop);
    return {
      targets: targets.map((target) => ({
        kpi: target.kpi,
        part: target.part ?? null,
        from: target.from === always.from ? null : target.from,
        to: target.to === always.to ? null : target.to,
        kind: target.kind ?? "absolute",
        value: target.value,
        high: target.high ?? null,
        red: target.red ?? null,
        weight: target.weight ?? "1",
      })),
    };
  },
  table: ({ targets }) => ({
    heading: ["kpi", "part", "from", "to", "kind", "value", "high", "red_line", "weight"],
    rows: targets.map(({ part, ...target }) => {
      const [kpi, ...rest] = Object.values(target);
      return [kpi, part && `${part.by}:${part.key}`, ...rest];
    }),
  }),
});
