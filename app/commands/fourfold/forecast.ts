import { forecast } from "../../scorecard/forecast.server.ts";
import { dayIn, isDay } from "../../ledger/day.ts";
import { readOptions, readShop, Refused, UsageError, type Command } from "./command.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  sku: { type: "string" },
  cut: { type: "string" },
} as const;

export const forecastCommand: Command = {
  usage: "forecast --shop S [--sku X] [--cut D]",
  words: "what is expected of each item in stock, and what to order",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const cut = given.cut ?? null;
    if (cut !== null && !isDay(cut)) {
      throw new UsageError(`got --cut ${cut}, expected a day such as 2026-01-01`);
    }
    const sku = given.sku?.trim() ?? null;
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      const today = dayIn(terminal.now(), shop.timeZone);
      if (cut !== null && cut > today) {
        throw new UsageError(
          `got --cut ${cut}, expected at most today, ${today}: days to come would count as days without a sale`,
        );
      }
      const answer = await forecast(db, shop, { sku, cut, now: terminal.now() });
      if (answer.items.length > 0) return answer;
      const got = sku === null ? "a shop that sold and stocks nothing" : `the SKU ${sku}`;
      const expected = sku === null ? "orders or stock" : "one that the shop sold or stocks";
      const before = cut === null ? "" : ` before ${cut}`;
      throw new Refused(`got ${got}${before}, expected ${expected}; import orders or stock first`);
    });
  },
};
