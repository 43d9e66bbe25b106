// What was read of measures over days, remembered by this process until one of its days is counted
// anew: a page that is looked at again reads what has changed, not what there is. Of a window that changed
// parts are remembered as well, so the next change costs the part it is in.
import type { Client, Db } from "../db.server.ts";
import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { addedUp } from "./histogram.server.ts";
import { readWindows, type Window, type WindowValue } from "./windows.server.ts";

/** State of the days → value. Marks only grow, so the same sum of them is the same marks. */
type Remembered = { state: State; value: WindowValue };
type State = number | string;
type OfShop = Map<string, Remembered>;
export type WindowMemory = Map<bigint, OfShop>;

/** Some periods of one shop; what does not fit is read again. */
const mostWindows = 20_000;
const mostShops = 200;

const memories = new WeakMap<Db, WindowMemory>();

/** Of this process and this database. */
export function memoryOf(db: Db): WindowMemory {
  let memory = memories.get(db);
  if (!memory) memories.set(db, (memory = new Map()));
  return memory;
}

/** The least lately used shop gives way to a new one. */
function ofShop(memory: WindowMemory, shop: ShopContext): OfShop {
  const own = memory.get(shop.id) ?? new Map<string, Remembered>();
  memory.delete(shop.id);
  memory.set(shop.id, own);
  if (memory.size > mostShops) memory.delete(memory.keys().next().value!);
  return own;
}

type Marks = {
  /** Sum of the marks of all days before a day (state-sql.ts tells what marks are). */
  before(day: Day): number;
  /**
   * State of what moves with the instant alone. Between two instants with the same next promise none falls
   * due; facts that wait to be counted are told by their marks.
   */
  due: string;
};

async function readMarks(
  client: Client,
  shop: ShopContext,
  { from, to, asOf }: { from: Day; to: Day; asOf: Date },
): Promise<Marks> {
  const { rows } = await client.query<Record<"days" | "marks" | "due", string | null>>({
    name: "counted-marks",
    text: `select string_agg(day::text, ',' order by day) as days,
        string_agg(mark::text, ',' order by day) as marks,
        concat_ws(' ',
          coalesce((select min(due_at) from orders where shop_id = $1 and due_at > $4), 'infinity'),
          (select count(*) from dirty_day where shop_id = $1),
          (select sum(mark) from dirty_day where shop_id = $1)) as due
      from counted_day where shop_id = $1 and day >= $2 and day < $3`,
    values: [shop.id, from, to, asOf],
  });
  const days = rows[0]?.days?.split(",") ?? [];
  const sums = [0];
  for (const mark of rows[0]?.marks?.split(",") ?? []) sums.push(sums.at(-1)! + Number(mark));
  const before = (day: Day) => {
    let [low, high] = [0, days.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle]! < day) low = middle + 1;
      else high = middle;
    }
    return sums[low]!;
  };
  return { before, due: rows[0]?.due ?? "" };
}

/** As `readWindows`: in the windows' order, exact, and of one instant. */
export async function rememberWindows(
  client: Client,
  shop: ShopContext,
  { memory, windows, asOf }: { memory: WindowMemory; windows: readonly Window[]; asOf: Date },
): Promise<WindowValue[]> {
  const pieces = windows.flatMap((window) => window.pieces);
  if (pieces.length === 0) return windows.map(() => ({ sum: 0n, histogram: noHistogram }));
  const from = pieces.reduce((first, piece) => (piece.from < first ? piece.from : first), last);
  const to = pieces.reduce((end, piece) => (piece.to > end ? piece.to : end), "");
  const span = { from, to, asOf };
  const { before, due } = await readMarks(client, shop, span);
  const own = ofShop(memory, shop);
  const known = windows.map((window) => look(own, window, { before, due }));
  const lacking = known.filter(({ value }) => value === null);
  if (lacking.length === 0) return known.map(({ value }) => value!);
  const parted = lacking.map((one) =>
    one.isOld ? partsOf(one.window).map((part) => look(own, part, { before, due })) : [one],
  );
  // Windows that end on one day have parts in common.
  const unread = new Map(
    parted.flat().flatMap((part) => (part.value === null ? [[part.key, part] as const] : [])),
  );
  const some = [...unread.values()];
  const read = await readWindows(client, shop, { windows: some.map(({ window }) => window), asOf });
  if (some.length < windows.length || parted.length < parted.flat().length) {
    const after = await readMarks(client, shop, span);
    // Counted in between: old and new numbers would stand side by side.
    if (after.before(to) !== before(to)) return readWindows(client, shop, { windows, asOf });
  }
  if (own.size + some.length + lacking.length > mostWindows) own.clear();
  for (const [place, { key, state }] of some.entries())
    own.set(key, { state, value: read[place]! });
  for (const [at, { key, state }] of lacking.entries()) {
    const values = parted[at]!.map((part) => part.value ?? own.get(part.key)!.value);
    own.set(key, { state, value: values.length === 1 ? values[0]! : together(values) });
  }
  return known.map(({ key, value }) => value ?? own.get(key)!.value);
}

type Looked = {
  window: Window;
  key: string;
  state: State;
  /** Null where it was not read, or of days that were counted again. */
  value: WindowValue | null;
  /** It was read before, and its days were counted again. */
  isOld: boolean;
};

function look(own: OfShop, window: Window, { before, due }: Marks): Looked {
  const key = keyOf(window);
  const sum = stateOf(window, before);
  const state = window.measure.source.asOf ? `${sum} ${due}` : sum;
  const found = own.get(key);
  const value = found && found.state === state ? found.value : null;
  return { window, key, state, value, isOld: found !== undefined && value === null };
}

/** So few days are read in one look. */
const fewDays = 7;

/**
 * Each longer piece from its end: a day, a day, 2, 4, 8, … days. What changes lies mostly in the last days. A
 * whole window where the instant alone changes it, which changes each part.
 */
function partsOf(window: Window): Window[] {
  const { measure, pieces } = window;
  if (measure.source.asOf) return [window];
  return pieces.flatMap(({ from, to }) => {
    const days = daysBetween(from, to);
    if (days <= fewDays) return [{ measure, pieces: [{ from, to }] }];
    const parts: Window[] = [];
    for (let end = 0; end < days;) {
      const begin = Math.min(days, Math.max(1, end * 2));
      parts.push({ measure, pieces: [{ from: addDays(to, -begin), to: addDays(to, -end) }] });
      end = begin;
    }
    return parts;
  });
}

const together = (values: readonly WindowValue[]): WindowValue => ({
  sum: values.reduce((all, { sum }) => all + sum, 0n),
  histogram: addedUp(values.map(({ histogram }) => histogram)),
});

const last: Day = "9999-12-31";
const noHistogram = { n: 0, buckets: [], values: [] };

const keyOf = ({ measure, pieces }: Window) =>
  pieces.reduce((key, { from, to }) => `${key} ${from}..${to}`, measure.id as string);

const stateOf = ({ pieces }: Window, before: Marks["before"]) =>
  pieces.reduce((sum, { from, to }) => sum + before(to) - before(from), 0);
