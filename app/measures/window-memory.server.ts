// What was read of measures over days, remembered by this process until one of its days is counted
// anew: a page that is looked at again reads what has changed, not what there is. What was stored of the
// days that changed last is remembered, too, so that a window moves on by the difference of such a day.
import { together, type Client, type Db } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { movedOn, readDays, unread, withMoved } from "./hot-days.server.ts";
import type { Due, HotDays, SeenDays } from "./hot-days.server.ts";
import { readWindows, type Window, type WindowValue } from "./windows.server.ts";

/** Sum of the days' marks → what is stored of them. Marks only grow, so the same sum is the same marks. */
type Remembered = { window: Window; state: number; value: WindowValue };
type OfShop = {
  windows: Map<string, Remembered>;
  hot: HotDays;
  due: Due | null;
  /** Each day's mark when it was last read. */
  marks: Map<Day, number>;
  /** Another number once anything else is remembered: who waited meanwhile begins anew. */
  turn: number;
};
export type WindowMemory = Map<bigint, OfShop>;

/** Some periods of one shop; what does not fit is read again. */
const mostWindows = 20_000;
const mostShops = 200;
/** Today, and days of which an order was sent, sent back or edited lately. */
const mostHot = 8;
/** Orders that come in while others look must not keep anybody waiting for a quiet moment. */
const mostTries = 3;

const memories = new WeakMap<Db, WindowMemory>();

/** Of this process and this database. */
export function memoryOf(db: Db): WindowMemory {
  let memory = memories.get(db);
  if (!memory) memories.set(db, (memory = new Map()));
  return memory;
}

/** The least lately used shop gives way to a new one. */
function ofShop(memory: WindowMemory, shop: ShopContext): OfShop {
  const own = memory.get(shop.id) ?? {
    windows: new Map(),
    hot: new Map(),
    due: null,
    marks: new Map(),
    turn: 0,
  };
  memory.delete(shop.id);
  memory.set(shop.id, own);
  if (memory.size > mostShops) memory.delete(memory.keys().next().value!);
  return own;
}

type Asked = { memory: WindowMemory; windows: readonly Window[]; asOf: Date };

/** As `readWindows`: in the windows' order, exact, and of one instant. */
export async function rememberWindows(
  client: Client,
  shop: ShopContext,
  { memory, windows, asOf }: Asked,
): Promise<WindowValue[]> {
  const { keys, span } = planOf(windows);
  if (!span) return windows.map(() => ({ sum: 0n, histogram: noHistogram }));
  const own = ofShop(memory, shop);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { turn, hot, due } = own;
    const seen = await readDays(client, shop, { ...span, asOf, hot, due });
    if (own.turn !== turn) continue;
    own.due = seen.due;
    if (seen.hot.size > 0) moveOn(own, seen);
    const before = sumsOf(seen.marks);
    const states = windows.map(({ pieces }) => stateOf(pieces, before));
    const found = keys.map((key, at) => {
      const known = own.windows.get(key);
      return known && known.state === states[at] ? known.value : null;
    });
    const lacking = windows.flatMap((_window, at) => (found[at] ? [] : [at]));
    if (lacking.length > 0) {
      const isRead = await readLacking(client, shop, {
        ...{ own, windows, keys, states, found, lacking, seen, span, asOf },
      });
      if (!isRead) continue;
    }
    for (const [day, mark] of seen.marks) own.marks.set(day, mark);
    return windows.map((window, at) => withMoved(window, found[at]!, seen.due));
  }
  return readWindows(client, shop, { windows, asOf });
}

/** Every window of the shop, whoever looks at it, as of the days' new marks. */
function moveOn(own: OfShop, { hot }: SeenDays): void {
  for (const [key, known] of own.windows) {
    for (const [day, { mark, cells }] of hot) {
      const { pieces } = known.window;
      if (!pieces.some(({ from, to }) => from <= day && day < to)) continue;
      const last = own.hot.get(day);
      const value = last?.cells && cells && movedOn(known, { last: last.cells, cells });
      if (!last || !value) {
        own.windows.delete(key);
        break;
      }
      known.state += mark - last.mark;
      known.value = value;
    }
  }
  own.hot = new Map([...own.hot, ...hot]);
  own.turn += 1;
}

type Lacking = {
  own: OfShop;
  windows: readonly Window[];
  keys: readonly string[];
  states: readonly number[];
  found: (WindowValue | null)[];
  lacking: readonly number[];
  seen: SeenDays;
  span: Period;
  asOf: Date;
};

/** False: days were counted meanwhile, so that old and new numbers would stand side by side. */
async function readLacking(client: Client, shop: ShopContext, given: Lacking): Promise<boolean> {
  const { own, windows, keys, states, found, lacking, seen, span, asOf } = given;
  const { turn } = own;
  const next = hotOf(own, seen);
  const [read, after] = await together([
    readWindows(client, shop, { windows: lacking.map((at) => windows[at]!), asOf: null }),
    readDays(client, shop, { ...span, asOf, hot: next, due: seen.due }),
  ]);
  const isSame = after.marks.size === seen.marks.size && sumOf(after.marks) === sumOf(seen.marks);
  if (!isSame || own.turn !== turn) return false;
  if (own.windows.size + lacking.length > mostWindows) own.windows.clear();
  for (const [place, at] of lacking.entries()) {
    const value = (found[at] = read[place]!);
    own.windows.set(keys[at]!, { window: windows[at]!, state: states[at]!, value });
  }
  own.hot = new Map([...next].map(([day, known]) => [day, after.hot.get(day) ?? known]));
  own.turn += 1;
  return true;
}

/** The days that changed since they were last read, the newest first, before those that changed earlier. */
function hotOf(own: OfShop, { marks }: SeenDays): HotDays {
  const newest = [...own.marks.keys()].reduce((last, day) => (day > last ? day : last), "");
  const isNew = (day: Day) =>
    day > newest || (own.marks.get(day) ?? marks.get(day)) !== marks.get(day);
  const changed = [...marks.keys()].filter(isNew).reverse();
  const days = new Set([...changed.slice(0, mostHot / 2), ...[...own.hot.keys()].reverse()]);
  const kept = [...days].slice(0, mostHot).reverse();
  return new Map(kept.map((day) => [day, own.hot.get(day) ?? unread]));
}

const noHistogram = { n: 0, buckets: [], values: [] };
const last: Day = "9999-12-31";

type Plan = { keys: readonly string[]; span: Period | null };
/** Whoever looks again hands over the same list. */
const plans = new WeakMap<readonly Window[], Plan>();

function planOf(windows: readonly Window[]): Plan {
  let plan = plans.get(windows);
  if (!plan) {
    const pieces = windows.flatMap((window) => window.pieces);
    const from = pieces.reduce((first, piece) => (piece.from < first ? piece.from : first), last);
    const to = pieces.reduce((end, piece) => (piece.to > end ? piece.to : end), "");
    plan = { keys: windows.map(keyOf), span: pieces.length > 0 ? { from, to } : null };
    plans.set(windows, plan);
  }
  return plan;
}

const keyOf = ({ measure, pieces }: Window) =>
  pieces.reduce((key, { from, to }) => `${key} ${from}..${to}`, measure.id as string);

/** Sum of the marks of all days before a day. */
type Before = (day: Day) => number;

function sumsOf(marks: ReadonlyMap<Day, number>): Before {
  const days = [...marks.keys()];
  const sums = [0];
  for (const mark of marks.values()) sums.push(sums.at(-1)! + mark);
  const known = new Map<Day, number>();
  return (day) => {
    let sum = known.get(day);
    if (sum !== undefined) return sum;
    let [low, high] = [0, days.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle]! < day) low = middle + 1;
      else high = middle;
    }
    sum = sums[low]!;
    known.set(day, sum);
    return sum;
  };
}

function stateOf(pieces: readonly Period[], before: Before): number {
  let sum = 0;
  for (const { from, to } of pieces) sum += before(to) - before(from);
  return sum;
}

const sumOf = (marks: ReadonlyMap<Day, number>) =>
  [...marks.values()].reduce((sum, mark) => sum + mark, 0);
