import { z } from "zod";
import { channels } from "../../scorecard/channels.server.ts";
import { daysAsked, endpoint, readDays } from "./endpoint.ts";
import { kpiPart, unit } from "./shapes.ts";

export const channelsEndpoint = endpoint({
  path: "channels",
  scope: "numbers",
  words:
    "Sales channels side by side, the largest first, with what is left of sales and what comes back",
  query: z.strictObject(daysAsked),
  answer: z.object({
    kpis: z.array(z.object({ id: z.string(), name: z.string(), unit })),
    rows: z.array(
      z.object({
        ...{ key: z.string(), label: z.string() },
        parts: z.array(kpiPart.nullable()).describe("In the order of `kpis`"),
      }),
    ),
  }),
  run({ db, shop, now }, query) {
    return channels(db, shop, readDays(query, now));
  },
  table: ({ kpis, rows }) => ({
    heading: ["channel", "name", ...kpis.flatMap(({ id }) => [id, `${id}_n`])],
    rows: rows.map(({ key, label, parts }) => [
      ...[key, label],
      ...parts.flatMap((part) => [part?.value, part?.n]),
    ]),
  }),
});
