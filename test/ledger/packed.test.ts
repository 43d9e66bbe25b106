// Columns in Postgres' binary form arrive as what they are.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { PackedRows } from "../../app/ledger/writers/packed.server.ts";
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

test("packed columns hold what their text holds, nulls and nothing at all included", async () => {
  const sql = `select r.* from ${unnest(columns, "r", 1)}`;
  for (const some of [rows, rows.slice(0, 1), []]) {
    const rows = new PackedRows(columns);
    rows.add(some.slice(0, 2));
    rows.add(some.slice(2));
    const packed = await db.app.query<Row>(sql, rows.end());
    expect(packed.rows).toEqual(some);
    const text = await db.app.query<Row>(sql, cellsOf(columns, some));
    expect(packed.rows).toEqual(text.rows);
  }
});
