import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { openAccessKey } from "../../app/ledger/access-keys.server.ts";
import type { Recommendations } from "../../app/scorecard/recommend.server.ts";
import { freshDatabase } from "../database.ts";
import { terminal } from "./terminal.ts";

let db: Db;
let fourfold: ReturnType<typeof terminal>;
const shop = ["--shop", "lists.myshopify.com"];

beforeAll(async () => {
  db = await freshDatabase();
  fourfold = terminal(db, new Date("2026-05-04T09:00:00Z"));
  await fourfold.json("import", ...shop, "--file", fourfold.file(orders(40)));
});
afterAll(async () => {
  fourfold?.close();
  await db?.close();
});

/** Half of the orders hold a mug and a tray, half a lamp; each by somebody else, the first by ann. */
function orders(count: number): string {
  const header =
    "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Source\n";
  return (
    header +
    Array.from({ length: count }, (_, n) => {
      const email = n === 0 ? "ann@x.test" : `p${n}@x.test`;
      const head = `#${n},${email},paid,EUR,20.00,2026-01-02 10:00:00 +0000`;
      return n % 2
        ? `${head},1,Lamp,20.00,LAMP,web\n`
        : `${head},1,Mug,10.00,MUG,web\n#${n},,,,,,1,Tray,10.00,TRAY,\n`;
    }).join("")
  );
}

async function fails(exit: 1 | 2, words: string, ...args: string[]): Promise<void> {
  const said = await fourfold.run(...args);
  expect([said.exit, said.out]).toEqual([exit, ""]);
  expect(said.err).toContain(words);
}

test("recommend counts what came since and answers by SKU, id or e-mail", async () => {
  const list = await fourfold.json<Recommendations>("recommend", ...shop, "--product", "MUG");
  expect(list.for).toEqual({ product: "MUG", title: "Mug" });
  expect(list.model).toBe("bought-together");
  expect(list.items.map(({ product }) => product)).toEqual(["TRAY", "LAMP"]);
  // 20 of 40 orders hold both, each of the two stands in 20: 20 · 40 ÷ (20 · 20) = 2.
  expect(list.items[0]).toMatchObject({
    sku: "TRAY",
    title: "Tray",
    reason: "In 20 of 20 orders with Mug, 2.0 times as often as by chance (40 orders counted).",
    evidence: { model: "bought-together", count: 20, of: 20, n: 40, lift: 2 },
  });
  // G² of the table 20, 0, 0, 20: 2 · 40 · ln 2.
  expect(list.items[0]!.score).toBeCloseTo(80 * Math.log(2), 9);

  const ann = await fourfold.json<Recommendations>(
    "recommend",
    ...shop,
    "--customer",
    "Ann@x.test",
  );
  expect(ann.items.map(({ product, evidence }) => [product, evidence.model])).toEqual([
    ["MUG", "buy-again"],
    ["TRAY", "buy-again"],
    ["LAMP", "recent-best-sellers"],
  ]);
  const { customer } = ann.for as { customer: string };
  const byId = await fourfold.json<Recommendations>(
    "recommend",
    ...shop,
    "--customer",
    customer,
    "--limit",
    "1",
  );
  expect(byId.items).toEqual(ann.items.slice(0, 1));
});

test("recommend says what it expected", async () => {
  await fails(2, "neither --customer nor --product", "recommend", ...shop);
  await fails(2, "got both", "recommend", ...shop, "--customer", "1", "--product", "MUG");
  await fails(2, "from 1 to 50", "recommend", ...shop, "--product", "MUG", "--limit", "0");
  await fails(1, "got the product NOTHING", "recommend", ...shop, "--product", "NOTHING");
  await fails(
    1,
    "got the customer nobody@x.test",
    "recommend",
    ...shop,
    "--customer",
    "nobody@x.test",
  );
  await fails(1, "nothing is known", "recommend", "--shop", "no.myshopify.com", "--product", "MUG");
});

test("access keys are made, listed and revoked", async () => {
  type Made = { id: string; key: string };
  const made = await fourfold.json<Made>(
    "access-key",
    ...shop,
    "--make",
    "window",
    "--scope",
    "recommendations",
  );
  expect(await openAccessKey(db, made.key)).toMatchObject({ scopes: ["recommendations"] });
  const { keys } = await fourfold.json<{ keys: object[] }>("access-key", ...shop);
  expect(keys).toMatchObject([{ id: made.id, name: "window", revokedAt: null }]);
  expect(JSON.stringify(keys)).not.toContain(made.key.slice(-43));
  await fourfold.json("access-key", ...shop, "--revoke", made.id);
  expect(await openAccessKey(db, made.key)).toBeNull();
  await fails(1, "expected the id of a key in use", "access-key", ...shop, "--revoke", made.id);
  await fails(
    2,
    "expected numbers or customers or recommendations",
    "access-key",
    ...shop,
    "--make",
    "window",
    "--scope",
    "all",
  );
});
