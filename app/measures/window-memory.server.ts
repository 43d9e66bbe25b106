// What was read of measures over days, remembered by this process until one of its days is counted
// anew: a page that is looked at again reads what has changed, not what there is.
import type { Client, Db } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
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
  const keys = windows.map(keyOf);
  const states = windows.map((window): State => {
    const sum = stateOf(window, before);
    return window.measure.source.asOf ? `${sum} ${due}` : sum;
  });
  const found = keys.map((key, at) => {
    const known = own.get(key);
    return known && known.state === states[at] ? known.value : null;
  });
  const lacking = windows.flatMap((_window, at) => (found[at] ? [] : [at]));
  if (lacking.length === 0) return found as WindowValue[];
  const some = lacking.map((at) => windows[at]!);
  const read = await readWindows(client, shop, { windows: some, asOf });
  if (lacking.length < windows.length) {
    const after = await readMarks(client, shop, span);
    // Counted in between: old and new numbers would stand side by side.
    if (after.before(to) !== before(to)) return readWindows(client, shop, { windows, asOf });
  }
  if (own.size + lacking.length > mostWindows) own.clear();
  for (const [place, at] of lacking.entries()) {
    const value = (found[at] = read[place]!);
    own.set(keys[at]!, { state: states[at]!, value });
  }
  return found as WindowValue[];
}

const last: Day = "9999-12-31";
const noHistogram = { n: 0, buckets: [], values: [] };

const keyOf = ({ measure, pieces }: Window) =>
  pieces.reduce((key, { from, to }) => `${key} ${from}..${to}`, measure.id as string);

const stateOf = ({ pieces }: Window, before: Marks["before"]) =>
  pieces.reduce((sum, { from, to }) => sum + before(to) - before(from), 0);
