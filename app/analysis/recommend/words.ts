// A reason in words, with the counts it rests on. In English, as the words that define a KPI.
import { addDays, type Day } from "../../ledger/day.ts";
import type { Model } from "./recommender.ts";

export type Evidence = {
  model: Model;
  /** Orders or customers that say so, and of how many that could have; null for a pin. */
  count: number | null;
  of: number | null;
  /** All orders or customers that were counted. */
  n: number | null;
  /** How many times as often as by chance; null where nothing is compared with chance. */
  lift: number | null;
  /** What it was bought with, or by whom this was bought too. */
  because: { product: string; title: string } | null;
  /** Its key; as a person calls it where it is to be read. */
  region: string | null;
  /** Where the counts are of a time: its first day, and the day after its last. */
  from: Day | null;
  to: Day | null;
  /** Days between two purchases of it, and the day the next is due; null where nothing tells. */
  everyDays?: number | null;
  due?: Day | null;
};

const counts = new Intl.NumberFormat("en");
const whole = (value: number | null) => counts.format(value ?? 0);
const orders = (n: number | null) => `${whole(n)} ${n === 1 ? "order" : "orders"}`;

/** "4.2 times as often as chance would have it" */
const byChance = (lift: number | null) =>
  lift === null ? "" : `, ${lift.toFixed(1)} times as often as by chance`;

const between = (first: Day, last: Day) =>
  first === last ? `on ${first}` : `between ${first} and ${last}`;

/** One sentence. Throws nothing; counts that are missing read as none. */
export function reasonOf(evidence: Evidence): string {
  const { model, count, of, n, lift, because, region, from, to, everyDays, due } = evidence;
  const title = because?.title ?? "";
  switch (model) {
    case "pinned":
      return "Pinned by the merchant.";
    case "bought-together":
      return `In ${whole(count)} of ${orders(of)} with ${title}${byChance(lift)} (${orders(n)} counted).`;
    case "also-bought": {
      const who = `${whole(count)} of ${whole(of)} customers who bought ${title}`;
      return `Bought by ${who}${byChance(lift)} (${whole(n)} customers counted).`;
    }
    case "fits": {
      const who = `${whole(count)} of ${whole(of)} customers who bought ${title}`;
      const counted = `${who} bought it too${byChance(lift)} (${whole(n)} customers counted)`;
      const most = count === null ? `most of all ${title}` : `most of all ${title}: ${counted}`;
      return `Goes with all this customer bought, ${most}.`;
    }
    case "stand-in":
      return `Of the same product type as ${title}, which is sold out: close to it in name, price and customers.`;
    case "buy-again": {
      const before =
        of === 1
          ? "Bought before, in this customer's only order"
          : `Bought before, in ${whole(count)} of this customer's ${orders(of)}`;
      if (everyDays == null || due == null) return `${before}.`;
      const days = Math.round(everyDays);
      const every = days === 1 ? "day" : `${days} days`;
      // Bought once, they have no rhythm of their own.
      const how =
        count === 1 ? `others take it again after about ${every}` : `about every ${every}`;
      return `${before}; ${how}, next due ${due}.`;
    }
    case "recent-best-sellers": {
      const where = region === null ? "" : ` to ${region}`;
      const when = from === null || to === null ? "" : ` ${between(from, addDays(to, -1))}`;
      return `In ${whole(count)} of ${orders(of)}${where}${when}.`;
    }
    case "best-sellers":
      return `In ${whole(count)} of ${orders(of)} ever.`;
  }
}
