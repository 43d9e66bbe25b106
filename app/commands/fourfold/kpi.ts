import { splitsOf } from "../../kpis/kpi.ts";
import { splits } from "../../kpis/query.ts";
import { dayIn } from "../../ledger/day.ts";
import { overTime } from "../../scorecard/over-time.server.ts";
import { kpiParts } from "../../scorecard/parts.server.ts";
import { readDays, readOptions, readShop, type Command } from "./command.ts";
import { readInstant } from "./instant.ts";
import { readKpi, readSplit, readVersion } from "./kpi-options.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  id: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  by: { type: "string" },
  "as-of": { type: "string" },
  version: { type: "string" },
} as const;

export const kpiCommand: Command = {
  usage: `kpi --shop S --id K --from D --to D [--by ${splits.join("|")}] [--as-of T] [--version N]`,
  words: "one KPI of a period and what its parts are",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const kpi = readKpi(given.id);
    const period = readDays(given.from, given.to);
    const by = readSplit(kpi, given.by, splitsOf(kpi));
    const version = readVersion(kpi, given.version);
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      const asOf = readInstant(given["as-of"], shop.timeZone, terminal.now());
      const parts = await kpiParts(db, shop, { id: kpi.id, period, by, asOf, version });
      // A period that runs, and all of it: how its month will probably end stands beside it.
      const today = dayIn(asOf, shop.timeZone);
      if (by || version !== undefined || today < period.from || today >= period.to) return parts;
      const { monthEnd } = await overTime(db, shop, { kpi, period, asOf });
      return monthEnd ? { ...parts, monthEnd } : parts;
    });
  },
};
