// Lists of known customers through the app proxy: a shop of 500,000 orders by 100,000 customers, the built
// app's own pages over HTTP, signed as Shopify signs. Buyers, pages and database share the cores. And what
// one new order costs until its lists stand beside the products.
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buildWhenNeeded } from "../../app/commands/build.server.ts";
import { createPages } from "../../app/commands/pages.server.ts";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { placeLists } from "../../app/ingest/placement.server.ts";
import type { Graphql } from "../../app/ingest/refetch.server.ts";
import { readShop, type Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { listsToPlace } from "../../app/scorecard/place-lists.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { browser } from "../platform/install-app.ts";
import { proxyQuery } from "../platform/proxy.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { orderOf, seedShop } from "./recommend.ts";
import { benchShop } from "./seed.ts";

const secret = "bench-secret";
const customers = 100_000;
const products = 5_000;
const lists = 400;
const warmUp = 40;
const floodPerSecond = 200;
const newOrders = 30;
/** Orders of one pair, until its products stand beside each other. */
const ordersOfPair = 5;

type Ask = (customer: number) => Promise<number>;

export async function* bench(home: string): AsyncIterable<Figure> {
  Object.assign(process.env, {
    SHOPIFY_API_KEY: "bench-key",
    SHOPIFY_API_SECRET: secret,
    SHOPIFY_APP_URL: "https://app.bench",
  });
  await buildWhenNeeded();
  const db = await openDatabase({ home });
  setRuntime({ db, wake: async () => {} });
  const shop = await benchShop(db, "proxy.myshopify.com");
  await seedShop(db, shop);
  await asShopifys(db, shop);
  await refreshRecommendations(db, shop, { now: new Date(), whole: true });
  await db.owner.query("vacuum analyze");
  const pages = await createPages({ dev: false });
  const server = createServer((req, res) => pages.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const ask = asker((server.address() as AddressInfo).port, shop);
  try {
    const goal = { unit: "ms", atMost: 20 };
    const buyer = (n: number) => (n * 7919) % customers;
    const fresh = await times(ask, (n) => buyer(n));
    yield figure("proxy", "a customer's first list p95", percentile(fresh, 0.95), goal);
    const again = await times(ask, (n) => buyer(n % (lists + warmUp)));
    yield figure("proxy", "the same again p95", percentile(again, 0.95), goal);
    yield* besideAFlood(ask);
    yield* oneMoreOrder(db, (await readShop(db, shop.id))!);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await pages.close();
    await db.close();
  }
}

/** Ids as Shopify has them: digits. */
async function asShopifys(db: Db, shop: Shop): Promise<void> {
  for (const sql of [
    "update product set id = substr(id, 2) where shop_id = $1",
    "update variant set product_id = substr(product_id, 2) where shop_id = $1",
    "update order_line set product_id = substr(product_id, 2) where shop_id = $1",
    "update orders set customer_id = substr(customer_id, 2) where shop_id = $1",
  ]) {
    await db.owner.query(sql, [shop.id]);
  }
}

function asker(port: number, shop: Shop): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return (customer) =>
    new Promise((resolve, reject) => {
      const given = { shop: shop.domain, customerId: customer, secret, now: new Date() };
      const query = proxyQuery(new URLSearchParams("limit=4"), given);
      const headers = { accept: "application/json", "user-agent": browser };
      const at = { port, agent, headers, path: `/apps/fourfold/recommendations?${query}` };
      const sent = request(at, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      });
      sent.on("error", reject);
      sent.end();
    });
}

/** Milliseconds each, one after the other. */
async function times(ask: Ask, customerOf: (n: number) => number): Promise<number[]> {
  const millis: number[] = [];
  for (let n = 0; n < lists + warmUp; n += 1) {
    const started = performance.now();
    const status = await ask(customerOf(n));
    if (status !== 200) throw new Error(`got status ${status}, expected 200`);
    if (n >= warmUp) millis.push(performance.now() - started);
  }
  return millis;
}

/** One customer asks 200 times a second; what others wait, and how many of the flood were let through. */
async function* besideAFlood(ask: Ask): AsyncIterable<Figure> {
  let isOver = false;
  const flood = (async () => {
    const sent: Promise<number>[] = [];
    for (let n = 0; !isOver; n += 1) {
      sent.push(ask(99_999));
      await sleep(1000 / floodPerSecond);
    }
    return Promise.all(sent);
  })();
  const others = await times(ask, (n) => (n * 104_729 + 1) % (customers - 1));
  isOver = true;
  const statuses = await flood;
  const through = statuses.filter((status) => status === 200).length;
  const wrong = statuses.filter((status) => status !== 200 && status !== 429).length;
  const p95 = percentile(others, 0.95);
  yield figure("proxy", `another's list beside a flood of ${statuses.length} p95`, p95, {
    unit: "ms",
    atMost: 20,
  });
  // A flood can fall into two windows of a minute.
  yield figure("proxy", "of the flood let through", through, { unit: "answers", atMost: 120 });
  yield figure("proxy", "of the flood answered otherwise", wrong, { unit: "answers", atMost: 0 });
}

/** Half by guests: its products alone; half by customers: what they bought before, too. */
async function* oneMoreOrder(db: Db, shop: Shop): AsyncIterable<Figure> {
  let calls = 0;
  const graphql: Graphql = async (_query, { metafields }) => {
    calls += 1;
    const answered = (metafields as unknown[]).map(() => ({ compareDigest: "digest" }));
    const set = { metafields: answered, userErrors: [] };
    return { data: { metafieldsSet: set, metafieldsDelete: { userErrors: [] } } };
  };
  const listsOf = (product: string) => listsToPlace(db, shop, { product, limit: 10 });
  const place = () => placeLists(db, shop, { graphql, now: () => new Date(), listsOf });
  const started = performance.now();
  let looked = 0;
  for (let run = await place(); ; run = await place()) {
    looked += run.products;
    if (!run.isMore) break;
  }
  const each = (performance.now() - started) / Math.max(1, looked);
  yield figure("proxy", `one list of ${looked} placed`, each, { unit: "ms", atMost: 20 });
  const millis: number[] = [];
  let most = 0;
  for (let n = 0; n < newOrders; n += 1) {
    const customerId = n % 2 ? String((n * 7919) % customers) : null;
    const pair = Math.floor(n / ordersOfPair);
    const items = [(pair * 311) % products, (pair * 733 + 1) % products].map(String);
    await inShop(db, shop.id, (client) =>
      writeFacts(client, shop, [orderOf(n, customerId, items)]),
    );
    await refreshRecommendations(db, shop, { now: new Date() });
    calls = 0;
    const begun = performance.now();
    await place();
    millis.push(performance.now() - begun);
    most = Math.max(most, calls);
  }
  // Two products, at most ten bought before: three metafields each, 25 a call, set or taken away.
  yield figure("proxy", "calls to Shopify after one new order", most, {
    unit: "calls",
    atMost: 4,
  });
  yield figure("proxy", "its lists placed p95", percentile(millis, 0.95), {
    unit: "ms",
    atMost: 1_000,
  });
}
