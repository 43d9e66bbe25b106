import { splits } from "../../kpis/query.ts";
import { previousPeriod } from "../../ledger/period.ts";
import { causes } from "../../scorecard/causes.server.ts";
import { namedParts } from "../../scorecard/causes.ts";
import { dueByNow } from "../../scorecard/pace.server.ts";
import { readDays, readOptions, readRange, readShop } from "./command.ts";
import { Refused, type Command } from "./command.ts";
import { readInstant } from "./instant.ts";
import { readKpi, readSplit } from "./kpi-options.ts";
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
  words: "why a KPI differs: parts that sum to the gap",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const kpi = readKpi(given.id);
    const { id } = kpi;
    const period = readDays(given.from, given.to);
    const toTarget = given.against === "target";
    const against =
      toTarget || given.against === "previous"
        ? previousPeriod(period)
        : readRange(given.against, "against");
    const by = readSplit(kpi, given.by);
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      const asOf = readInstant(given["as-of"], shop.timeZone, terminal.now());
      const asked = { id, period, asOf };
      const due = toTarget ? await dueByNow(db, shop, { ...asked, whole: period }) : undefined;
      const found = await causes(db, shop, { ...asked, against, toTarget, due, by });
      if (toTarget && found.from === null) {
        throw new Refused(
          `got no target of ${id} for the whole of ${period.from} to ${period.to}, ` +
            `expected one: fourfold set --shop ${domain} --target ${id}=V`,
        );
      }
      const { from, to, gap, unexplained, availability } = found;
      // Of a shop that keeps no stock here there is nothing to say.
      const stock = availability?.knownFrom ? { availability } : {};
      return { from, to, gap, parts: namedParts(found, by !== null), unexplained, ...stock };
    });
  },
};
