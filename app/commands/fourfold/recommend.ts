import { refreshRecommendations } from "../../scorecard/recommend-refresh.server.ts";
import { recommendForCustomer } from "../../scorecard/recommend-customer.server.ts";
import {
  defaultLimit,
  greatestLimit,
  recommendForProduct,
} from "../../scorecard/recommend.server.ts";
import { readOptions, readShop, Refused, UsageError, type Command } from "./command.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  customer: { type: "string" },
  product: { type: "string" },
  limit: { type: "string" },
} as const;

function readLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= greatestLimit) return limit;
  throw new UsageError(`got --limit ${text}, expected a whole number from 1 to ${greatestLimit}`);
}

/** As Shopify's API writes ids. */
const bareId = (text: string) => text.trim().replace(/^gid:\/\/shopify\/(Customer|Product)\//, "");

export const recommendCommand: Command = {
  usage: "recommend --shop S (--customer ID|EMAIL | --product ID|SKU) [--limit 10]",
  words: "what to offer a customer, or beside a product, and why",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const limit = readLimit(given.limit);
    const customer = bareId(given.customer ?? "");
    const product = bareId(given.product ?? "");
    if ((customer === "") === (product === "")) {
      const got = customer === "" ? "neither --customer nor --product" : "both";
      throw new UsageError(`got ${got}, expected --customer ID|EMAIL or --product ID|SKU`);
    }
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      // No worker may be running: what changed since the last count is counted now.
      await refreshRecommendations(db, shop, { now: terminal.now() });
      const list = customer
        ? await recommendForCustomer(db, shop, { named: customer, now: terminal.now(), limit })
        : await recommendForProduct(db, shop, { named: product, limit });
      if (list) return list;
      const got = customer ? `the customer ${customer}` : `the product ${product}`;
      const expected = customer ? "an id or e-mail" : "an id or SKU";
      throw new Refused(`got ${got}, expected ${expected} that the shop knows`);
    });
  },
};
