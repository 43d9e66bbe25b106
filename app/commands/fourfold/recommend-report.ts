import type { Report, Shown } from "../../analysis/recommend/report.ts";
import { inShop } from "../../db.server.ts";
import { isDay, type Day } from "../../ledger/day.ts";
import { learnAside } from "../../scorecard/recommend-aside.server.ts";
import { dayNumber, dayOf, readPurchases, taskOf } from "../../scorecard/recommend-learn.server.ts";
import { refreshRecommendations } from "../../scorecard/recommend-refresh.server.ts";
import { needed, readOptions, readShop, Refused, UsageError, type Command } from "./command.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  cut: { type: "string" },
  until: { type: "string" },
} as const;

function readDay(text: string, name: string): Day {
  if (isDay(text)) return text;
  throw new UsageError(`got --${name} ${text}, expected a day such as 2026-01-01`);
}

/** As definitions.md has it. */
function printed({ users, testUsers, lists, served, differences }: Report) {
  const list = (models: Record<string, Shown>) =>
    Object.fromEntries(
      Object.entries(models).map(([name, { recall10, ndcg10, coverage, n }]) => [
        name,
        { recall10, ndcg10, coverage, n },
      ]),
    );
  return {
    users,
    testUsers,
    lists: { all: list(lists.all), discovery: list(lists.discovery) },
    served,
    difference: differences.discovery ?? differences.all,
  };
}

export const recommendReportCommand: Command = {
  usage: "recommend-report --shop S --cut D [--until D]",
  words: "how well each list would have foretold the orders from a day on",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const cut = readDay(needed(given.cut, "cut", "the first day not learned from"), "cut");
    const asked = given.until === undefined ? null : readDay(given.until, "until");
    if (asked !== null && asked <= cut) {
      throw new UsageError(`got --until ${asked}, expected a day after --cut ${cut}`);
    }
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      // No worker may be running: what changed since the last count is counted now.
      await refreshRecommendations(db, shop, { now: terminal.now() });
      const read = await inShop(db, shop.id, (client) => readPurchases(client, shop));
      const { days, customerCount } = read.purchases;
      if (days.length === 0) {
        throw new Refused(
          "got no order of a customer, expected orders before and after the cut; guests have no history",
        );
      }
      const [first, last] = [dayOf(days[0]!), dayOf(days.at(-1)!)];
      if (cut <= first || cut > last) {
        throw new Refused(
          `got --cut ${cut}, expected a day after the first order of a customer (${first}) and not after the last (${last})`,
        );
      }
      const until = asked === null ? days.at(-1)! + 1 : dayNumber(asked);
      const task = taskOf(read, { cut: dayNumber(cut), until });
      const { report } = await learnAside({ ...task, isReportOnly: true });
      if (report) return printed(report);
      throw new Refused(
        `got ${customerCount} customers, none of whom bought before ${cut} and again from then on until ${dayOf(until)}; expected one at least: choose another cut or import more orders`,
      );
    });
  },
};
