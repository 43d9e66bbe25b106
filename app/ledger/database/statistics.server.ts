import type { Pool } from "pg";

/** Pages of 8 kB that a table may have gained since it was analyzed: a fifth more, and a few. */
const pagesMore = 32;
const timesMore = 1.2;

/**
 * Analyzes the tables that hold rows and that nobody has analyzed yet, or that have grown a lot since, as
 * the owner: what a first history or a file filled is else planned as if it were empty, until Postgres
 * looks by itself a minute later.
 * @returns their names; none once all have been
 */
export async function analyzeGrown(owner: Pool): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     cross join lateral (
       select pg_relation_size(oid) / current_setting('block_size')::int as pages) size
     where relnamespace = 'public'::regnamespace and relkind = 'r'
       and (pages > 0 and reltuples < 0 or pages > relpages * $1::float8 + $2)
     order by 1`,
    [timesMore, pagesMore],
  );
  const names = rows.map(({ name }) => name);
  if (names.length > 0) await owner.query(`analyze ${names.join(", ")}`);
  return names;
}
