// Recommendations of a made-up history, as a program reads them and as the merchant sees them.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { makeAccessKey, revokeAccessKey } from "../../app/ledger/access-keys.server.ts";
import { findShop, type Shop } from "../../app/ledger/shop.server.ts";
import type { Recommendations } from "../../app/scorecard/recommend.server.ts";
import { freshDatabaseUrl } from "../database.ts";
import { demoShop } from "../platform/catalogue.ts";
import { findChromium, launch, openAdmin } from "./chromium.ts";
import { openSmallShop, type SmallShop } from "./small-shop.ts";

let small: SmallShop;
let db: Db;
let shop: Shop;

beforeAll(async () => {
  const database = await freshDatabaseUrl();
  // Thirteen months: in the last 60 days alone the planted pair may stand too seldom together.
  small = await openSmallShop({ orders: 800, givesAllOrders: true, database });
  db = await openDatabase({ url: database.url });
  shop = (await findShop(db, demoShop.domain))!;
}, 240_000);
afterAll(async () => {
  await db?.close();
  await small?.close();
});

const ask = (search: string, key?: string) =>
  fetch(`${small.appUrl}/api/v1/recommendations${search}`, {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
const keyOf = () =>
  inShop(db, shop.id, (client) =>
    makeAccessKey(client, shop, { name: "window", scopes: ["recommendations"] }),
  );
async function idOf(title: string): Promise<string> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ id: string }>("select id from product where title = $1", [title]),
  );
  return rows[0]?.id ?? "";
}

/** The history is read, then the sweep has its orders counted: a minute at most. */
async function untilCounted(key: string): Promise<Recommendations> {
  for (let tries = 0; tries < 90; tries += 1) {
    const answer = await ask(`?product=${await idOf("Pour-over dripper")}`, key);
    const list = answer.status === 200 ? ((await answer.json()) as Recommendations) : null;
    if (list?.model === "bought-together") return list;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  throw new Error("got no recommendations within three minutes");
}

test(
  "a program with a key gets the planted companion with its reason",
  { timeout: 240_000 },
  async () => {
    const { id, key } = await keyOf();
    const list = await untilCounted(key);
    expect(list.items[0]).toMatchObject({ title: "Paper filters, 100" });
    expect(list.items[0]!.reason).toMatch(/^In \d+ of \d+ orders with Pour-over dripper, \d/);

    const statuses = async (search: string, with_?: string) => (await ask(search, with_)).status;
    const product = `?product=${await idOf("Pour-over dripper")}`;
    expect(await statuses(product)).toBe(401);
    expect(await statuses(product, `${key.slice(0, -3)}AAA`)).toBe(401);
    expect(await statuses("", key)).toBe(400);
    expect(await statuses(`${product}&customer=1`, key)).toBe(400);
    expect(await statuses(`${product}&limit=1000`, key)).toBe(400);
    expect(await statuses("?product=nothing", key)).toBe(404);
    expect(await statuses("?customer=nobody", key)).toBe(404);
    await inShop(db, shop.id, (client) => revokeAccessKey(client, shop, id));
    const gone = await ask(product, key);
    expect([gone.status, gone.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="fourfold"',
    ]);
  },
);

const chromium = findChromium();
test.skipIf(!chromium)(
  "the merchant finds a product and sees what goes with it, and why",
  { timeout: 240_000 },
  async () => {
    await untilCounted((await keyOf()).key);
    const browser: Browser = await launch(chromium!);
    const { page, frame, close } = await openAdmin(browser, small.url);
    await page.getByRole("link", { name: "Products" }).click();
    await frame.getByLabel("Find by title or SKU").fill("Pour-over");
    await frame.getByRole("link", { name: "Pour-over dripper" }).click();
    const rows = frame.locator('[data-page="product"] tbody tr');
    const filters = rows.filter({ hasText: "Paper filters, 100" });
    await filters.getByText(/orders with Pour-over dripper/).waitFor();
    await filters.getByText("Bought together").waitFor();
    await close();
    await browser.close();
  },
);
