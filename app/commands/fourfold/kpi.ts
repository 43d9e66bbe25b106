import { kpiById, kpis } from "../../kpis/index.ts";
import { kpiParts } from "../../scorecard/parts.server.ts";
import { needed, readDays, readOptions, readShop, UsageError, type Command } from "./command.ts";
import { readInstant } from "./instant.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  id: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  by: { type: "string" },
  "as-of": { type: "string" },
} as const;

const splits = ["channel", "region", "customer-kind", "product", "location"] as const;
type Split = (typeof splits)[number];

function readSplit(text: string | undefined): Split | null {
  if (text === undefined) return null;
  const split = splits.find((known) => known === text);
  if (split) return split;
  throw new UsageError(`got --by ${text}, expected one of ${splits.join(", ")}`);
}

export const kpiCommand: Command = {
  usage: `kpi --shop S --id K --from D --to D [--by ${splits.join("|")}] [--as-of T]`,
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const id = needed(given.id, "id", "a KPI such as net-sales");
    const kpi = kpiById(id);
    if (!kpi) {
      const known = kpis.map((one) => one.id).join(", ");
      throw new UsageError(`got --id ${id}, expected one of ${known}`);
    }
    const period = readDays(given.from, given.to);
    const by = readSplit(given.by);
    if (by !== null && !kpi.causes.includes(by)) {
      throw new UsageError(`got --by ${by}, expected one of ${kpi.causes.join(", ")} for ${id}`);
    }
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      const asOf = readInstant(given["as-of"], shop.timeZone, terminal.now());
      return kpiParts(db, shop, { id, period, by, asOf });
    });
  },
};
