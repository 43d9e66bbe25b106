// What is known of a customer's taste and rhythm in one paragraph that staff can read out or paste.
import { busiestHours, fewest, likedWeekday, type Pair, type Shares } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";

export const weekdayNames = [
  ...["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
] as const;

/** Prices as they are to be read, and the day by which the next order would be usual. */
export type Told = Omit<Pattern, "price"> & {
  price: { n: number; low: string; middle: string; high: string } | null;
  nextDue: string | null;
};

const clock = (hour: number) => `${String(hour % 24).padStart(2, "0")}:00`;
const times = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

const listed = ({ n, top }: Shares, limit: number) =>
  top
    .slice(0, limit)
    .map(({ name, count }, at) => `${name} (${count}${at === 0 ? ` of ${times(n, "unit")}` : ""})`)
    .join(", ");

const together = ({ titles: [first, second], orders }: Pair) =>
  `${first} and ${second} (${times(orders, "order")})`;

function rhythm({ interval, nextDue, orders, weekdays, hours }: Told): string[] {
  const said: string[] = [];
  if (interval && interval.n >= fewest.intervals) {
    const due = nextDue === null ? "" : `, so the next would be usual around ${nextDue}`;
    said.push(
      `Half of the time the next order follows within ${times(Math.round(interval.days), "day")} ` +
        `(${interval.n} intervals)${due}.`,
    );
  }
  if (orders < fewest.orders) return said;
  const liked = likedWeekday(weekdays);
  const day =
    liked === null
      ? "No day of the week stands out"
      : `Orders on ${weekdayNames[liked]}s more than on other days (${weekdays[liked]} of ${orders})`;
  const { from, orders: held } = busiestHours(hours);
  said.push(`${day}; most orders come from ${clock(from)} to ${clock(from + 3)} (${held}).`);
  return said;
}

/** @param currency behind prices */
export function patternWords(told: Told, currency: string): string {
  const { orders, categories, options, price, discount, pairs } = told;
  if (orders === 0) return "Has not ordered anything that counts yet.";
  const said = [`${times(orders, "order")}.`];
  if (categories.n >= fewest.units) said.push(`Buys ${listed(categories, 3)}.`);
  if (options.n >= fewest.units) said.push(`Chooses ${listed(options, 3)}.`);
  if (price && price.n >= fewest.lines) {
    said.push(
      `Half of what was bought cost ${price.low} to ${price.high} ${currency} a piece ` +
        `(${times(price.n, "line")}).`,
    );
  }
  said.push(...rhythm(told));
  if (discount.n >= fewest.orders) {
    said.push(`${discount.orders} of ${discount.n} orders had a discount.`);
  }
  const often = (pairs?.top ?? []).filter(({ orders: both }) => both >= fewest.together);
  if (often.length > 0) said.push(`Takes together: ${often.slice(0, 2).map(together).join("; ")}.`);
  if (said.length === 1) said.push("Too little to tell what they like or when they buy.");
  return said.join(" ");
}
