import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { testShop } from "../database.ts";
import { minute, order } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db } = ledgerForTests();

// A file of its own: the planner must know nothing of the tables yet.
test("the first orders of regulars are linked in one pass over the batch", async () => {
  const shop = await testShop(db());
  const size = 400;
  const orders = Array.from({ length: size }, (_, n) =>
    order(`${n}`, 0, { processedAt: minute(n), customerId: `c${n % 90}` }),
  );
  const read = await inShop(db(), shop.id, async (client) => {
    await writeFacts(client, shop, orders);
    const { rows } = await client.query<{ read: number }>(
      `select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as read
       from pg_stat_xact_user_tables`,
    );
    return rows[0]?.read ?? NaN;
  });
  // Without statistics each look-up may walk the batch; linking anew per order walked it 200 times.
  expect(read).toBeLessThan(size * size * 5);
});
