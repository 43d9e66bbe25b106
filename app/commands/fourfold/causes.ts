import { kpiById, kpis } from "../../kpis/index.ts";
import { splits } from "../../kpis/query.ts";
import { previousPeriod } from "../../ledger/period.ts";
import { causes } from "../../scorecard/causes.server.ts";
import { namedParts } from "../../scorecard/causes.ts";
import { needed, readDays, readOptions, readRange, readShop } from "./command.ts";
import { Refused, UsageError, type Command } from "./command.ts";
import { readInstant } from "./instant.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  id: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  against: { type: "string", default: "previous" },
  by: { type: "string" },
  "as-of": { type: "string" },
} as const;

export const causesCommand: Command = {
  usage:
    "causes --shop S --id K --from D --to D [--against previous|target|D..D] " +
    `[--by ${splits.join("|")}] [--as-of T]`,
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
    const toTarget = given.against === "target";
    const against =
      toTarget || given.against === "previous"
        ? previousPeriod(period)
        : readRange(given.against, "against");
    const by = kpi.causes.find((split) => split === given.by) ?? null;
    if (given.by !== undefined && by === null) {
      throw new UsageError(
        `got --by ${given.by}, expected one of ${kpi.causes.join(", ")} for ${id}`,
      );
    }
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      const asOf = readInstant(given["as-of"], shop.timeZone, terminal.now());
      const found = await causes(db, shop, { id, period, against, toTarget, by, asOf });
      if (toTarget && found.from === null) {
        throw new Refused(
          `got no target of ${id} for the whole of ${period.from} to ${period.to}, ` +
            `expected one: fourfold set --shop ${domain} --target ${id}=V`,
        );
      }
      const { from, to, gap, unexplained } = found;
      return { from, to, gap, parts: namedParts(found, by !== null), unexplained };
    });
  },
};
