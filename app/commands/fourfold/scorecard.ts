import { previousPeriod } from "../../ledger/period.ts";
import { scorecard } from "../../scorecard/scorecard.server.ts";
import { readDays, readOptions, readRange, readShop, type Command } from "./command.ts";
import { readInstant } from "./instant.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  against: { type: "string", default: "previous" },
  "as-of": { type: "string" },
} as const;

export const scorecardCommand: Command = {
  usage: "scorecard --shop S --from D --to D [--against previous|D..D] [--as-of T]",
  words: "every KPI of a period, with interval, target and status",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const period = readDays(given.from, given.to);
    const against =
      given.against === "previous" ? previousPeriod(period) : readRange(given.against, "against");
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      const asOf = readInstant(given["as-of"], shop.timeZone, terminal.now());
      return scorecard(db, shop, { period, against, asOf });
    });
  },
};
