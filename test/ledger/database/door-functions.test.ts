import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { freshDatabase, testShop } from "../../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const one = async (sql: string, values: unknown[] = []): Promise<unknown> => {
  const { rows } = await db.app.query<Record<string, unknown>>(sql, values);
  return rows[0] && Object.values(rows[0])[0];
};

test("a domain heard of by ten at once becomes one shop", async () => {
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => one("select shop_heard('ten.myshopify.com')")),
  );
  expect(new Set(ids).size).toBe(1);
  const { rows } = await db.app.query("select * from shop_by_domain('ten.myshopify.com')");
  expect(rows).toMatchObject([{ id: ids[0], state: "heard", time_zone: "UTC" }]);
  const unknown = await db.app.query("select * from shop_by_domain('nobody.myshopify.com')");
  expect(unknown.rows).toEqual([]);
});

test("deliveries of several shops are stored in one statement, duplicates once", async () => {
  const [a, b] = [await testShop(db), await testShop(db)];
  const at = new Date("2026-03-01T10:00:00Z");
  const put = (ids: string[]) =>
    one("select inbox_put($1, $2, $3, $4, $5, $6, $7)", [
      [a.id, a.id, b.id],
      ids,
      ["orders/create", "orders/create", "refunds/create"],
      ["2026-10", "2026-10", "2026-10"],
      ["e1", "e2", "e3"],
      [at, at, at],
      ['{"id":1}', '{"id":1}', '{"id":2}'],
    ]);
  expect(await put(["w1", "w1", "w1"])).toBe(2);
  expect(await put(["w1", "w2", "w3"])).toBe(2);
  const inbox = await inShop(db, a.id, (client) =>
    client.query("select webhook_id, topic, body, state, triggered_at from inbox order by 1"),
  );
  const row = { topic: "orders/create", body: '{"id":1}', state: "new", triggered_at: at };
  expect(inbox.rows).toEqual([
    { ...row, webhook_id: "w1" },
    { ...row, webhook_id: "w2" },
  ]);
});

test("the sweep sees shops with deliveries due, not those parked, refused or put off", async () => {
  const shops = [await testShop(db), await testShop(db), await testShop(db)];
  for (const shop of shops)
    await one("select inbox_put(array[$1::bigint], '{w}', '{t}', '{v}', '{e}', '{now}', '{x}')", [
      shop.id,
    ]);
  const change = (id: bigint, sql: string) => inShop(db, id, (client) => client.query(sql));
  await change(shops[1]!.id, "update inbox set state = 'parked'");
  await change(shops[2]!.id, "update inbox set next_at = now() + interval '1 minute'");
  const { rows } = await db.app.query<{ id: bigint }>("select shops_with_inbox() as id");
  const due = rows.map(({ id }) => id);
  expect(due).toContain(shops[0]!.id);
  expect(due).not.toContain(shops[1]!.id);
  expect(due).not.toContain(shops[2]!.id);
  const all = await db.app.query("select * from shops_all()");
  expect(all.rows).toContainEqual({ id: shops[1]!.id, domain: shops[1]!.domain });
});

test("the functions that look across shops are these six and nobody else may call them", async () => {
  const { rows } = await db.owner.query(`
    select p.proname as name, r.rolname as owner, has_function_privilege('public', p.oid, 'execute') as open,
      p.proconfig as config
    from pg_proc p join pg_roles r on r.oid = p.proowner
    where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`);
  const names = [
    "inbox_depth",
    "inbox_put",
    "shop_by_domain",
    "shop_heard",
    "shops_all",
    "shops_with_inbox",
  ];
  const config = ["search_path=public, pg_temp"];
  expect(rows).toEqual(
    names.map((name) => ({ name, owner: "fourfold_door", open: false, config })),
  );
  const temporary = await db.app.connect();
  await temporary.query("create temp table shop (id bigint, domain text)").catch(() => undefined);
  const answer = await temporary.query("select count(*)::int as n from shops_all()");
  temporary.release(true);
  expect((answer.rows[0] as { n: number }).n).toBeGreaterThan(0);
});
