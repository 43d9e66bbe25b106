// Postgres without room on its disk, by the error it then gives (53100). On a real disk: npm run chaos.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { drainShop } from "../../app/ingest/drain.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, readInbox, rowsOf } from "./deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
  await db.owner.query(
    `create function no_room() returns trigger language plpgsql as $$ begin
       raise exception 'could not extend file: No space left on device' using errcode = '53100';
     end $$`,
  );
});
afterAll(() => db?.close());

const fill = (table: string) =>
  db.owner.query(`create trigger full_disk before insert on ${table} execute function no_room()`);
const free = (table: string) => db.owner.query(`drop trigger full_disk on ${table}`);

test("what cannot be stored is refused at once, and taken again when there is room", async () => {
  const shop = await testShop(db);
  const sent = { topic: "orders/create", body: order(1), id: "once" };
  await fill("inbox");
  await expect(deliver(db, shop.id, [sent])).rejects.toThrow();
  await free("inbox");
  await deliver(db, shop.id, [sent]);
  expect(await readInbox(db, shop.id)).toHaveLength(1);
});

test("a full disk costs no delivery a try, however often it is met", async () => {
  const shop = await testShop(db);
  const sent = [1, 2, 3].map((id) => ({ topic: "orders/create", body: order(id) }));
  await deliver(db, shop.id, sent);
  // Facts first, then the numbers: wherever the room ends, nothing is half there.
  for (const table of ["orders", "measure_day"]) {
    await fill(table);
    for (let tries = 0; tries < 9; tries += 1)
      await expect(drainShop(db, shop.id, { now: new Date() })).rejects.toThrow("No space left");
    await free(table);
    for (const { state, attempts } of await readInbox(db, shop.id))
      expect([state, attempts]).toEqual(["new", 0]);
  }
  await drainAll(db, shop.id);
  expect(await readInbox(db, shop.id)).toEqual([]);
  const counted = "select value from measure_day where measure = 'orders' and dimension = 'all'";
  expect(await rowsOf(db, shop.id, counted)).toEqual([{ value: "3" }]);
});
