// What products that could not be bought did to a gap in sales, carved out of its volume. An estimate: a day
// without stock would have sold what the item's forecast expects of a day in stock, at the item's price less
// what discounts took of all sales. Both periods are valued alike, so that the part is about days alone.
import { isSum, type Cause, type Cell, type Chain } from "./chain.ts";

/** An item that was out of stock in either period. */
export type Lost = {
  item: string;
  product: string;
  /** Units a day while in stock. */
  perDay: number;
  /** Minor units. */
  price: number;
  /** Whole days without stock. */
  before: number;
  after: number;
};

type Side = "before" | "after";
const sides: readonly Side[] = ["before", "after"];

/** Of each cell its units → merchandise → after discounts. */
const paidIn = (cells: readonly Cell[], side: Side): { key: string; paid: Chain }[] =>
  cells.flatMap(({ key, [side]: parts }) =>
    parts.flatMap((part) => (!isSum(part) && part.isPaid ? [{ key, paid: part }] : [])),
  );

/** What discounts leave of merchandise, of both periods together. */
function keptOf(cells: readonly Cell[]): number {
  const steps = sides.flatMap((side) => paidIn(cells, side).map(({ paid }) => paid.steps));
  const sum = (at: number) => steps.reduce((all, step) => all + Number(step[at]?.amount ?? 0n), 0);
  const [gross, net] = [sum(0), sum(1)];
  return gross > 0 && net > 0 ? net / gross : 1;
}

/** Each key's part of the units that were sold; of a period that sold none that of both. */
function sharesOf(cells: readonly Cell[], side: Side): [key: string, share: number][] {
  const units = (some: readonly Side[]) => {
    const found = some.flatMap((each) => paidIn(cells, each));
    const all = found.reduce((sum, { paid }) => sum + Number(paid.base), 0);
    return found.map(({ key, paid }): [string, number] => [key, all && Number(paid.base) / all]);
  };
  const own = units([side]);
  return own.some(([, share]) => share !== 0) ? own : units(sides);
}

/** Money lost in a period by product. */
function lossOf(lost: readonly Lost[], side: Side, kept: number): [key: string, loss: number][] {
  // By item, so that sums of floats do not hang on the order items were read in.
  const ordered = [...lost].sort((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : 0));
  return ordered.map((each) => [each.product, each.perDay * each[side] * each.price * kept]);
}

/**
 * Causes with what was lost by days without stock as one of its own: −(loss after − loss before) by key,
 * taken out of the key's volume, so that sums by key and in all stay what they were.
 * @param isByProduct keys are products; else a loss is spread over keys as units sold are
 */
export function carveAvailability(
  causes: readonly Cause[],
  { lost, cells, isByProduct }: { lost: readonly Lost[]; cells: readonly Cell[]; isByProduct: boolean }, // prettier-ignore
): Cause[] {
  const kept = keptOf(cells);
  const gained = new Map<string, number>();
  for (const side of sides) {
    const losses = lossOf(lost, side, kept);
    const loss = losses.reduce((sum, [, amount]) => sum + amount, 0);
    const byKey = isByProduct
      ? losses
      : sharesOf(cells, side).map(([key, share]): [string, number] => [key, share * loss]);
    const sign = side === "before" ? 1 : -1;
    for (const [key, amount] of byKey) gained.set(key, (gained.get(key) ?? 0) + sign * amount);
  }
  const keys = [...gained.keys()].sort();
  const volume = new Map(
    causes.flatMap(({ effect, key, amount }) => (effect === "volume" ? [[key, amount]] : [])),
  );
  for (const key of keys) volume.set(key, (volume.get(key) ?? 0) - gained.get(key)!);
  return [
    ...[...volume].map(([key, amount]): Cause => ({ effect: "volume", key, amount })),
    ...keys.map((key): Cause => ({ effect: "availability", key, amount: gained.get(key)! })),
    ...causes.filter(({ effect }) => effect !== "volume"),
  ].filter(({ amount }) => amount !== 0);
}
