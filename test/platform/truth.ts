// What was planted in a generated store, and what came of it: the answer book for whoever measures it.
import { affinities, articles, carriers } from "./catalogue.ts";
import { habits, promiseHours } from "./life.ts";
import { bgnbd, homes } from "./people.ts";
import { hourWeights, monthWeights, weekdayWeights } from "./season.ts";
import { survey } from "./survey.ts";
import { historyDays, odds, type Trade } from "./trade.ts";
import { campaigns, journeyOdds, ways } from "./marketing.ts";
import { tasteFactor } from "./baskets.ts";

export type Truth = ReturnType<typeof truthOf>;

/** JSON; times are UTC instants, business days as in season.ts, money as in the store. */
export function truthOf(trade: Trade) {
  const { store, people } = trade;
  const orders = [...store.orders.values()];
  const tally = (keys: Iterable<string>) => {
    const counts: Record<string, number> = {};
    for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const titles = orders.map((order) => new Set(order.line_items.map((line) => line.title)));
  const events = [...store.timeline.values()].flat();
  const items = [...store.inventoryItems.values()];
  return {
    label: "Demo data",
    seed: trade.seed,
    from: trade.from.toISOString(),
    to: trade.to.toISOString(),
    historyDays,
    orders: orders.length,
    orderShares: odds,
    customers: {
      model: "BG/NBD, Fader, Hardie & Lee 2005, in business days",
      ...bgnbd,
      homes: Object.fromEntries(homes),
      people: people
        .filter((person) => person.customer)
        .map((person) => ({
          id: person.customer!.id,
          home: person.home,
          taste: person.taste,
          rate: person.rate,
          dropout: person.dropout,
          purchases: person.purchases,
          alive: person.alive,
        })),
    },
    marketing: {
      odds: journeyOdds,
      ways: ways.map(({ channel, weight, visit }) => ({
        ...{ channel, weight, campaign: visit.utmParameters?.campaign ?? null },
      })),
      campaigns,
      best: "paid-search",
    },
    baskets: {
      tasteFactor,
      weights: Object.fromEntries(
        articles.map(([title, , , choices]) => [title, choices.map((choice) => choice[3])]),
      ),
      affinities: affinities.map(([first, second, probability]) => {
        const count = (...wanted: string[]) =>
          titles.filter((basket) => wanted.every((title) => basket.has(title))).length;
        const together = count(first, second);
        const lift = (together * orders.length) / (count(first) * count(second));
        return { first, second, probability, together, lift: together ? lift : null };
      }),
    },
    season: { utcMonth: monthWeights, utcWeekday: weekdayWeights, utcHour: hourWeights },
    sources: tally(orders.map((order) => order.source_name)),
    regions: tally(
      orders.map((order) => {
        const to = order.shipping_address ?? order.billing_address;
        return to ? [to.country_code, to.province_code].filter(Boolean).join("-") : "none";
      }),
    ),
    costs: {
      known: items.filter((item) => item.cost !== null).map((item) => item.sku),
      unknown: items.filter((item) => item.cost === null).map((item) => item.sku),
    },
    outages: trade.outages,
    carriers,
    promiseHours,
    habits,
    events: tally(events.map((event) => `${event.action} by ${event.by}`)),
    cancelled: orders.filter((order) => order.cancelled_at).length,
    edited: store.edited.size,
    refunds: orders.reduce((sum, order) => sum + order.refunds.length, 0),
    returns: tally([...store.returns.values()].flat().map((each) => each.status)),
    survey: {
      ...survey,
      answers: tally(store.answers.map((each) => `${each.question} ${each.score}`)),
    },
  };
}
