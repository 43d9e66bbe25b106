// What the first page shows of one market in place of all of the shop.
import { inShop, type Db } from "../db.server.ts";
import { kpis } from "../kpis/index.ts";
import { readMarketWishes } from "./market-reader.server.ts";
import { marketCardIn, type MarketQuestion } from "./markets.server.ts";
import { isByMarket, partOf } from "./markets.ts";
import type { HeadedShop } from "./scorecard.server.ts";
import { meanScore } from "./scores.ts";
import { sparksOf, sparkWishes } from "./trend.server.ts";
import type { Spark } from "./trend.ts";
import type { Scorecard } from "./types.ts";

/** Its scorecard, score and small charts. Reads what a split by region reads, over the charts' days too. */
export function marketHome(
  db: Db,
  shop: HeadedShop,
  question: MarketQuestion,
): Promise<{ card: Scorecard; score: number | null; sparks: Spark[] }> {
  const { market } = question;
  return inShop(db, shop.id, async (client) => {
    const { card, outcomes, ...asked } = await marketCardIn(client, shop, question);
    const leading = card.headline.flatMap((id) =>
      kpis.filter((kpi) => kpi.id === id && isByMarket(kpi)),
    );
    const { when } = asked;
    const { asOf, today } = when;
    const reading = await readMarketWishes(client, shop, {
      ...{ plain: sparkWishes(leading, when), market, asOf, today },
    });
    const drawn = outcomes.filter(({ kpi }) => leading.includes(kpi));
    return {
      card,
      score: meanScore(card.perspectives).score,
      sparks: sparksOf(shop, { outcomes: drawn, reading, ...asked, part: partOf(market) }),
    };
  });
}
