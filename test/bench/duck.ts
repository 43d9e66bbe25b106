// The same sums from the same rows in DuckDB: the statements that the app makes of its declarations, over
// the columns that they read, loaded from a file as Postgres wrote it.
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { to as copyTo } from "pg-copy-streams";
import type { Db } from "../../app/db.server.ts";
import { histogramsSql, sumsSql } from "../../app/measures/compile.ts";
import { dimensions, measures } from "../../app/measures/index.ts";
import { orderDayScan } from "../../app/measures/sources/order-day.ts";

const columns = {
  orders: `id varchar, sale_day date, channel varchar, region varchar, customer_kind varchar,
    counted boolean, left_out varchar, test boolean, ship_eligible boolean,
    processed_at timestamp, cancelled_at timestamp, shipped_at timestamp, delivered_at timestamp,
    promised_at timestamp, due_at timestamp, gross bigint, discounts bigint, units integer,
    returned_units_60 integer, known_net bigint, exact_net bigint, cost bigint`,
  refund: `order_id varchar, refund_day date, amount bigint, units integer, known_amount bigint,
    exact_amount bigint, restock_cost bigint`,
  measure_day: `measure varchar, dimension varchar, key varchar, day date, bucket integer,
    value decimal(38, 0)`,
} as const;
type Table = keyof typeof columns;

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
    const rows = `select ${picked.join(", ")} from ${table} where shop_id = ${shopId}`;
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
    text
      // One shop, all its days; and DuckDB joins as it finds best.
      .replace(/and id = any\(array\(select distinct order_id from back\)\)/g, "")
      .replace(/(?:\w+\.)?shop_id = \$1/g, "true")
      .replaceAll("$3::timestamptz", `timestamp '${instant}'`);
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
      await connection.run(`copy ${table} from '${path}' (format csv, header false)`);
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
