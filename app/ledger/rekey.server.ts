// After a rotation: what lies sealed under an earlier secret is sealed under the first one, and found by
// its fingerprint. Meanwhile the ring reads both, so nothing stands still: FOURFOLD_KEY=old,new on every
// process, then new,old, then this, and once nothing is left under it the old one may go.
import { inShop, type Client, type Db } from "../db.server.ts";
import { plainEmail, plainPhone } from "./contacts.server.ts";
import { current, type KeyRing } from "./keys.server.ts";

/** Rows of one transaction: a writer waits for it a few milliseconds at most. */
const rowsAtOnce = 500;

type Key = { name: string; type: string };
type Sealed = { table: string; shop: string; key: Key[]; sealed: string[]; indexes: string[] };

/** Tables of shops with sealed columns; `indexes` hold fingerprints of what `sealed` holds. */
async function sealedTables(client: Client): Promise<Sealed[]> {
  const columns = (where: string) =>
    `array(select a.attname::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and ${where} order by 1)`;
  const { rows } = await client.query<Sealed>(
    `select * from (select c.relname as table, case c.relname when 'shop' then 'id' else 'shop_id' end as shop,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)))
        from pg_attribute a where a.attrelid = c.oid and a.attnum = any(i.indkey)) as key,
       ${columns("a.atttypid = 'bytea'::regtype")} as sealed,
       ${columns("a.attname like '%\\_index' and a.atttypid = 'text'::regtype")} as indexes
     from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity) found
     where cardinality(sealed) > 0 order by 1`,
  );
  return rows;
}

// A sealed value is version (1 byte), key id (4), …: keys.server.ts.
const underAnother = ({ sealed }: Sealed) =>
  `(${sealed.map((name) => `substring("${name}" from 2 for 4) <> $2`).join(" or ")})`;

const normal: Record<string, (value: string | null) => string | null> = {
  email: plainEmail,
  phone: plainPhone,
};

/** The fingerprints that belong to a sealed JSON object; `email_index` is of its `email`. */
function fingerprints(indexes: readonly string[], plain: string, ring: KeyRing): (string | null)[] {
  if (indexes.length === 0) return [];
  const details = JSON.parse(plain) as Record<string, string | null>;
  return indexes.map((index) => {
    const field = index.replace(/_index$/, "");
    const value = (normal[field] ?? ((text) => text))(details[field] ?? null);
    return value === null ? null : ring.blindIndex(value);
  });
}

async function rekeySome(
  client: Client,
  shopId: bigint,
  table: Sealed,
  ring: KeyRing,
): Promise<number> {
  const { shop, key, sealed, indexes } = table;
  const names = [...key.map(({ name }) => `"${name}"::text`), ...sealed.map((name) => `"${name}"`)];
  const { rows } = await client.query<Record<string, string & Buffer>>(
    `select ${names.join(", ")} from "${table.table}"
     where "${shop}" = $1 and ${underAnother(table)} limit ${rowsAtOnce} for update`,
    [shopId, ring.firstId],
  );
  for (const row of rows) {
    const plain = sealed.map((name) => (row[name] ? ring.open(row[name]) : null));
    const values = [
      ...plain.map((text) => (text === null ? null : ring.seal(text))),
      ...fingerprints(indexes, plain[0] ?? "{}", ring),
      ...key.map(({ name }) => row[name]),
    ];
    const sets = [...sealed, ...indexes].map((name, at) => `"${name}" = $${at + 1}`);
    const found = key.map(({ name, type }, at) => `"${name}" = $${sets.length + 1 + at}::${type}`);
    await client.query(
      `update "${table.table}" set ${sets.join(", ")} where ${found.join(" and ")}`,
      values,
    );
  }
  return rows.length;
}

/**
 * Seals all of the shop under the ring's first secret, a few rows at a time; run again it goes on where
 * it stopped. Answers rows by table. Throws when a secret is missing on the ring; nothing is lost then.
 */
export async function rekeyShop(
  db: Db,
  shopId: bigint,
  ring: KeyRing = current(),
): Promise<Record<string, number>> {
  const done: Record<string, number> = {};
  for (const table of await inShop(db, shopId, sealedTables)) {
    for (let some = rowsAtOnce; some === rowsAtOnce;) {
      some = await inShop(db, shopId, (client) => rekeySome(client, shopId, table, ring));
      if (some > 0) done[table.table] = (done[table.table] ?? 0) + some;
    }
  }
  return done;
}

/** Rows of the shop under any other secret than the first. */
export async function countOtherKeys(
  client: Client,
  shopId: bigint,
  ring: KeyRing = current(),
): Promise<number> {
  let count = 0;
  for (const table of await sealedTables(client)) {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from "${table.table}"
       where "${table.shop}" = $1 and ${underAnother(table)}`,
      [shopId, ring.firstId],
    );
    count += rows[0]!.n;
  }
  return count;
}
