// Lists for one customer. What is new to them and what they buy again are two questions (Li et al. 2023):
// staff see two lists, and where there is room for one, what is new stands first in it.
import { defaultChoice, type Choice } from "../analysis/recommend/choose.ts";
import { forCustomer, newToCustomer, toBuyAgain } from "../analysis/recommend/index.ts";
import { nothingKnown, type About, type Recommender } from "../analysis/recommend/recommender.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { dayIn, daysBetween } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { findBuyer, readBuyer } from "../ledger/recommend/buyer.server.ts";
import { readModel, readRhythms, readWeights } from "../ledger/recommend/learned.server.ts";
import { readGroups, readNear } from "../ledger/recommend/rows.server.ts";
import { readCounted } from "../ledger/recommend/state.server.ts";
import {
  defaultLimit,
  listOf,
  sellersOf,
  shortReads,
  type Recommendations,
} from "./recommend.server.ts";

/** `named`: an id or exact e-mail. */
type Asked = { named: string; now: Date; limit?: number | undefined };

const isLearned = ({ discovery }: Choice) =>
  discovery === "ease" || discovery === "ease-also-bought";

/** All that lists of a customer are made from; null for nobody of this shop. */
async function readAbout(client: Client, shop: ShopContext, { named, now }: Asked) {
  await client.query(shortReads);
  // Mostly an id of somebody who bought; only where it is none, somebody is looked for.
  let [customer, buyer] = [named, await readBuyer(client, shop, named)];
  if (buyer.orders === 0) {
    const found = await findBuyer(client, shop, named);
    if (found === null) return null;
    if (found !== named) [customer, buyer] = [found, await readBuyer(client, shop, found)];
  }
  const counted = await readCounted(client, shop);
  const { orders, region, history, bought, returned } = buyer;
  const items = [...history.keys()];
  // Nothing else is ever stored there; what is served before the first night is the default.
  const choice = ((await readModel(client, shop)) as Choice | null) ?? defaultChoice;
  const about: About = {
    ...nothingKnown,
    ...{ history, bought, orders },
    popularity: await readGroups(client, shop, "order", items),
    alike: await readNear(client, shop, "customer", items),
    foretold: isLearned(choice) ? await readWeights(client, shop, items) : new Map(),
    rhythms: await readRhythms(client, shop, items),
    today: daysBetween("1970-01-01", dayIn(now, shop.timeZone)),
    ...(await sellersOf(client, shop, region)),
  };
  return {
    customer,
    choice,
    wish: { about, counted, returned, list: "", without: new Set<string>() },
  };
}
type Known = NonNullable<Awaited<ReturnType<typeof readAbout>>>;
type ListWish = {
  known: Known;
  by: readonly Recommender[];
  limit?: number | undefined;
  hasPins?: boolean;
};

function listBy(
  client: Client,
  shop: ShopContext,
  { known, by, limit = defaultLimit, hasPins = true }: ListWish,
): Promise<Recommendations> {
  const wish = { ...known.wish, recommenders: by, limit, hasPins };
  return listOf(client, shop, { for: { customer: known.customer }, wish });
}

/**
 * What this customer may like: never bought before while there is such a thing, then what they buy
 * again, then best sellers. Null for nobody of this shop.
 */
export function recommendForCustomer(
  db: Db,
  shop: ShopContext,
  asked: Asked,
): Promise<Recommendations | null> {
  return inShop(db, shop.id, (client) => customerList(client, shop, asked));
}

/** The same in a transaction that is open. */
export async function customerList(
  client: Client,
  shop: ShopContext,
  asked: Asked,
): Promise<Recommendations | null> {
  const known = await readAbout(client, shop, asked);
  return (
    known && listBy(client, shop, { known, by: forCustomer(known.choice), limit: asked.limit })
  );
}

export type CustomerLists = {
  /** Never bought by this customer. */
  fresh: Recommendations;
  /** Bought before, with the day each is due where that is known. */
  again: Recommendations;
};

/** The two questions apart, up to `limit` each. Null for nobody of this shop. */
export function customerLists(
  db: Db,
  shop: ShopContext,
  asked: Asked,
): Promise<CustomerLists | null> {
  return inShop(db, shop.id, async (client) => {
    const known = await readAbout(client, shop, asked);
    if (!known) return null;
    const { choice } = known;
    const limit = asked.limit;
    return {
      fresh: await listBy(client, shop, { known, by: newToCustomer(choice), limit }),
      again: await listBy(client, shop, { known, by: toBuyAgain(choice), limit, hasPins: false }),
    };
  });
}
