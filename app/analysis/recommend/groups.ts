// group   what was bought together in one sense: the things of one order, or all things of one customer
// item    a small number from 0 on that stands for a product
//
// Groups lie end to end in one typed array: a million purchases take 4 MB, and counting them allocates
// one row at a time, whatever the number of items (a dense table of 20,000 items would take 1.6 GB).

/** Group g holds `items[starts[g]]` up to `items[starts[g + 1]]`, each item once. */
export type Groups = { count: number; starts: Int32Array; items: Int32Array; itemCount: number };

/** Gathers groups one after another; `items` of one call must be distinct. */
export function groupBuilder() {
  let items = new Int32Array(1024);
  let starts = new Int32Array(256);
  let count = 0;
  let used = 0;
  let itemCount = 0;
  const room = (array: Int32Array<ArrayBuffer>, needed: number) => {
    if (needed <= array.length) return array;
    const larger = new Int32Array(Math.max(needed, array.length * 2));
    larger.set(array);
    return larger;
  };
  return {
    add(group: Iterable<number>): void {
      for (const item of group) {
        items = room(items, used + 1);
        items[used] = item;
        used += 1;
        if (item >= itemCount) itemCount = item + 1;
      }
      count += 1;
      starts = room(starts, count + 1);
      starts[count] = used;
    },
    build(): Groups {
      const whole = { starts: starts.subarray(0, count + 1), items: items.subarray(0, used) };
      return { count, itemCount, ...whole };
    },
  };
}

/** How many groups hold each item. */
export function groupsPerItem({ items, itemCount }: Groups): Int32Array {
  const counts = new Int32Array(itemCount);
  for (const item of items) counts[item]! += 1;
  return counts;
}

/** An item with what it was bought with: `counts[k]` groups hold it and `others[k]`. */
export type Row = { item: number; groups: number; others: Int32Array; counts: Int32Array };

/** One row an item, items without a group included; `others` ascend. */
export function* rowsOf(groups: Groups): Generator<Row> {
  const { starts, items, itemCount } = groups;
  const held = groupsPerItem(groups);
  const holders = holdersOf(groups, held);
  const together = new Int32Array(itemCount);
  const seen = new Int32Array(itemCount);
  let from = 0;
  for (let item = 0; item < itemCount; item += 1) {
    let found = 0;
    const until = from + held[item]!;
    for (let at = from; at < until; at += 1) {
      const group = holders[at]!;
      const end = starts[group + 1]!;
      for (let place = starts[group]!; place < end; place += 1) {
        const other = items[place]!;
        if (other === item) continue;
        if (together[other]! === 0) seen[found++] = other;
        together[other]! += 1;
      }
    }
    from = until;
    const others = ascending(seen, found, together);
    const counts = new Int32Array(found);
    for (let at = 0; at < found; at += 1) {
      counts[at] = together[others[at]!]!;
      together[others[at]!] = 0;
    }
    yield { item, groups: held[item]!, others, counts };
  }
}

/** The first `found` of `seen`, in order: sorted where they are few, looked for where they are many. */
function ascending(seen: Int32Array, found: number, together: Int32Array): Int32Array {
  if (found * Math.log2(found + 1) < together.length) return seen.slice(0, found).sort();
  const others = new Int32Array(found);
  for (let item = 0, at = 0; at < found; item += 1) if (together[item]! > 0) others[at++] = item;
  return others;
}

/** The groups that hold item 0, then those of item 1, and so on. */
function holdersOf({ count, starts, items, itemCount }: Groups, held: Int32Array): Int32Array {
  const next = new Int32Array(itemCount);
  for (let item = 1; item < itemCount; item += 1) next[item] = next[item - 1]! + held[item - 1]!;
  const holders = new Int32Array(items.length);
  for (let group = 0; group < count; group += 1) {
    for (let place = starts[group]!; place < starts[group + 1]!; place += 1) {
      const item = items[place]!;
      holders[next[item]!] = group;
      next[item]! += 1;
    }
  }
  return holders;
}
