// The same sums from the same rows in DuckDB: the statements by which the app derives what orders carry, and
// those that it makes of its declarations, over base facts loaded from a file as Postgres wrote it.
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { to as copyTo } from "pg-copy-streams";
import type { Db } from "../../app/db.server.ts";
import { histogramsSql, sumsSql } from "../../app/measures/compile.ts";
import { dimensions, measures } from "../../app/measures/index.ts";
import { orderDayScan } from "../../app/measures/sources/order-day.ts";
import { baseFacts, derivations } from "./duck-derive.ts";
import { duckSql } from "./duck-sql.ts";

const columns = {
  ...baseFacts,
  measure_day: `measure varchar, dimension varchar, key varchar, day date, bucket integer,
    value decimal(38, 0)`,
} as const;
/** Base facts of orders carry what is derived of them in the app's table. */
const storedIn: Record<string, string> = {
  told_orders: "orders",
  told_line: "order_line",
  told_refund: "refund",
};
type Table = keyof typeof columns;
export const factTables = Object.keys(baseFacts) as (keyof typeof baseFacts)[];

/** Writes a shop's rows of a table as CSV, instants as UTC. */
export async function writeCsv(
  db: Db,
  { shopId, table, path }: { shopId: bigint; table: Table; path: string },
): Promise<void> {
  const picked = columns[table].split(/,(?![^(]*\))/).map((column) => {
    const [name, type] = column.trim().split(/\s+/);
    return type === "timestamp" ? `${name} at time zone 'UTC' as ${name}` : name;
  });
  const client = await db.owner.connect();
  try {
    const key = table === "shop" ? "id" : "shop_id";
    const from = storedIn[table] ?? table;
    const rows = `select ${picked.join(", ")} from ${from} where ${key} = ${shopId}`;
    const stream = client.query(copyTo(`copy (${rows}) to stdout with (format csv)`));
    await pipeline(stream, createWriteStream(path));
  } finally {
    client.release();
  }
}

/** Every stored measure of orders and refunds, each day at once, as the table `fresh`. */
function sumsOf(asOf: Date): string {
  const some = [...measures.values()].filter(({ source }) => source.scan === orderDayScan);
  const instant = asOf.toISOString().slice(0, -1);
  const adapted = (text: string) =>
    duckSql(text.replaceAll("$3::timestamptz", `timestamp '${instant}'`));
  const all = () => "true";
  const kinds = Map.groupBy(some, ({ kind }) => kind);
  const rows = adapted(orderDayScan.rows(all));
  const bare = adapted((orderDayScan.bare ?? orderDayScan.rows)(all));
  const parts = [
    sumsSql(`(${rows}) facts`, kinds.get("sum") ?? [], dimensions, { width: "bigint" }),
    histogramsSql(`(${bare}) facts`, kinds.get("histogram") ?? [], "all"),
  ];
  return `create table fresh as ${parts.join("\nunion all\n")}`;
}

export type Duck = {
  load(table: Table, path: string): Promise<void>;
  /** What orders, lines and refunds carry derived. */
  derive(): Promise<void>;
  sum(asOf: Date): Promise<void>;
  /** Rows of measure_day that `fresh` has not, or the other way round. */
  differences(): Promise<string[]>;
  close(): void;
};

export async function openDuck(): Promise<Duck> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection: DuckDBConnection = await instance.connect();
  return {
    async load(table, path) {
      await connection.run(`create table ${table} (${columns[table]})`);
      // Told how the file is written: an empty one tells nothing by itself.
      await connection.run(
        `copy ${table} from '${path}' (format csv, header false, auto_detect false, delim ',', quote '"')`,
      );
    },
    async derive() {
      for (const text of derivations) await connection.run(text);
    },
    async sum(asOf) {
      await connection.run(sumsOf(asOf));
    },
    async differences() {
      const named = "measure, dimension, key, day, bucket, value::decimal(38, 0) as value";
      const [ours, theirs] = ["measure_day", "fresh"].map((of) => `select ${named} from ${of}`);
      const read = await connection.runAndReadAll(
        `select 'Postgres alone', * from (${ours} except ${theirs})
         union all select 'DuckDB alone', * from (${theirs} except ${ours}) limit 5`,
      );
      return read.getRows().map((row) => row.map(String).join(" "));
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
