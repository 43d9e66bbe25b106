import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { addReader, listReaders, stopToken } from "../../app/ledger/digests.server.ts";
import { ensurePerson } from "../../app/ledger/training/staff.server.ts";
import { action, loader } from "../../app/routes/digest.stop.tsx";
import { setRuntime } from "../../app/runtime.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => undefined });
});
afterAll(() => db.close());

test("a letter's link stops it by a post alone, and only for whom it is", async () => {
  const shop = await testShop(db);
  const now = new Date("2026-03-09T08:00:00Z");
  const people = await inShop(db, shop.id, async (client) => {
    const found: string[] = [];
    for (const email of ["ann@example.com", "bob@example.com"]) {
      const person = await ensurePerson(client, shop, { name: email, email }, now);
      await addReader(client, shop, person!.id, now);
      found.push(person!.id);
    }
    return found;
  });
  const readers = async () =>
    (await inShop(db, shop.id, (client) => listReaders(client, shop))).map(({ email }) => email);
  const given = (token: string, method: string) => ({
    request: new Request(`https://app.example/digest/stop?k=${token}`, { method }),
    params: {},
    context: {},
  });
  const token = stopToken(shop.id, people[0]!);
  expect(loader(given(token, "GET"))).toEqual({ isOurs: true });
  expect(loader(given(`${token}x`, "GET"))).toEqual({ isOurs: false });
  expect(await readers()).toEqual(["ann@example.com", "bob@example.com"]);

  // One of Ann's with Bob's name in it proves nothing.
  const forged = token.replace(people[0]!, people[1]!);
  await expect(action(given(forged, "POST"))).rejects.toMatchObject({ status: 404 });
  expect(await action(given(token, "POST"))).toEqual({ stopped: true });
  expect(await action(given(token, "POST"))).toEqual({ stopped: true });
  expect(await readers()).toEqual(["bob@example.com"]);
});
