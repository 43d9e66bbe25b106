// Rows in the binary form of COPY arrive as what they are.
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { copyRows, PackedRows } from "../../app/ledger/writers/packed.server.ts";
import { cellsOf, unnest, type Columns } from "../../app/ledger/writers/rows.server.ts";
import { freshDatabase } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

type Row = {
  text: string | null;
  int: number | null;
  bigint: bigint | null;
  flag: boolean | null;
  at: Date | null;
};

const columns: Columns<Row> = {
  text: ["text", ({ text }) => text],
  int: ["int", ({ int }) => int],
  bigint: ["bigint", ({ bigint }) => bigint],
  flag: ["boolean", ({ flag }) => flag],
  at: ["timestamptz", ({ at }) => at],
};

const owner: Columns<number> = { place: ["int", (place) => place] };

const rows: Row[] = [
  { text: "", int: 0, bigint: 0n, flag: false, at: new Date(0) },
  {
    text: 'Crème "brûlée" \\ 🍮, {x}',
    int: -1,
    bigint: -1n,
    flag: true,
    at: new Date("1969-12-31"),
  },
  {
    text: "NULL",
    int: 2 ** 31 - 1,
    bigint: 2n ** 63n - 1n,
    flag: true,
    at: new Date("9999-12-31"),
  },
  { text: "plain", int: -(2 ** 31), bigint: -(2n ** 63n), flag: false, at: new Date(1.7e12 + 123) },
  { text: null, int: null, bigint: null, flag: null, at: null },
  {
    text: "long ".repeat(500),
    int: 7,
    bigint: 7n,
    flag: true,
    at: new Date("1600-02-29T23:59:59.999Z"),
  },
];

test("packed rows hold what their text holds, nulls and nothing at all included", async () => {
  const all = { ...owner, ...columns } as Columns<unknown>;
  const typed = Object.entries(all).map(([name, [type]]) => `${name} ${type}`);
  const client = await db.app.connect();
  onTestFinished(() => client.release(true));
  await client.query(`create temp table told (${typed.join(", ")})`);
  // The last is longer than a block.
  const long = { ...rows[0]!, text: "é".repeat(300_000) };
  // Of many lengths, so that blocks end at cells of every kind.
  const many = Array.from({ length: 4_000 }, (_, n): Row => {
    return { ...rows[n % 4]!, text: "-".repeat((n * 331) % 1_009) };
  });
  for (const some of [rows, rows.slice(0, 1), [], [...many, long]]) {
    const packed = new PackedRows(owner, columns);
    for (const [place, row] of some.entries()) packed.add(place, row);
    expect(packed.count).toBe(some.length);
    await copyRows(client, "told", packed.end());
    const copied = await client.query<Row>("select * from told order by place");
    await client.query("truncate told");
    expect(copied.rows).toEqual(some.map((row, place) => ({ place, ...row })));
    const text = await client.query<Row>(
      `select r.* from ${unnest(columns, "r", 1)}`,
      cellsOf(columns, some),
    );
    expect(copied.rows).toEqual(text.rows.map((row, place) => ({ place, ...row })));
  }
});

test.for([
  { cells: { int: 2 ** 31 }, got: "got 2147483648 for int, expected 32 bits" },
  { cells: { int: -(2 ** 31) - 1 }, got: "got -2147483649 for int, expected 32 bits" },
  { cells: { int: 1.5 }, got: "got 1.5 for int, expected 32 bits" },
  { cells: { int: NaN }, got: "got NaN for int, expected 32 bits" },
  { cells: { bigint: 2n ** 63n }, got: "got 9223372036854775808 for bigint, expected 64 bits" },
  {
    cells: { bigint: -(2n ** 64n) - 500n },
    got: "got -18446744073709552116 for bigint, expected 64 bits",
  },
  { cells: { at: new Date(NaN) }, got: "got NaN for at, expected an instant" },
])("what does not fit is refused, not cut: $got", ({ cells, got }) => {
  const packed = new PackedRows(owner, columns);
  const refused = expect(() => packed.add(0, { ...rows[0]!, ...cells }));
  refused.toThrow(RangeError);
  refused.toThrow(got);
});
