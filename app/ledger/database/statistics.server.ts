import type { Pool } from "pg";

/**
 * Analyzes the tables that hold rows and that nobody has analyzed yet, as the owner: what a first
 * history filled is else planned as if it were empty, until Postgres looks by itself a minute later.
 * @returns their names; none once all have been
 */
export async function analyzeUnknown(owner: Pool): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(`
    select oid::regclass::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and reltuples < 0
      and pg_relation_size(oid) > 0
    order by 1`);
  const names = rows.map(({ name }) => name);
  if (names.length > 0) await owner.query(`analyze ${names.join(", ")}`);
  return names;
}
