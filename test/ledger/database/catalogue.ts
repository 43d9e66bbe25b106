import pg from "pg";

/** What Prisma can say of a database, one line a thing, sorted: tables, columns, keys, indexes. */
export async function catalogue(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(`
      select format('column %s.%s %s %s %s', c.relname, a.attname,
        format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else 'null' end,
        coalesce('default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
        and not a.attisdropped and c.relname <> '_prisma_migrations'
      union all
      select format('constraint %s %s %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      where c.relnamespace = 'public'::regnamespace and k.contype <> 'n'
        and c.relname <> '_prisma_migrations'
      union all
      select 'index ' || indexdef from pg_indexes
      where schemaname = 'public' and tablename <> '_prisma_migrations'
        -- Prisma cannot say an index of some rows only.
        and indexdef not like '% WHERE %'
      union all
      select format('enum %s %s', t.typname, e.enumlabel)
      from pg_enum e join pg_type t on t.oid = e.enumtypid`);
    return rows.map(({ line }) => line).sort();
  } finally {
    await client.end();
  }
}
