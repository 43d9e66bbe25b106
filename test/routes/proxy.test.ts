import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { startExperiment, stopExperiment } from "../../app/ledger/experiments.server.ts";
import { redactCustomer } from "../../app/ledger/redact.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { asksOfCustomer, createProxy } from "../../app/proxy.server.ts";
import { action, loader } from "../../app/routes/apps.fourfold.recommendations.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { heldOut, recommendations, shown } from "../../app/scorecard/experiment.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import type { WindowList } from "../../app/scorecard/window-list.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order, product, version } from "../ledger/make.ts";
import { proxyQuery } from "../platform/proxy.ts";

// SHOPIFY_API_SECRET of vite.config.ts.
const secret = "test-secret";
let db: Db;
let shop: ShopContext;

function thing(id: string, title: string, n = 0, status = "active") {
  const plain = product(id, n, { [`${id}-v`]: [`SKU-${id}`, `item-${id}`] });
  const content = { ...plain, title, status, handle: `thing-${id}`, publishedAt: minute(0) };
  return { ...content, version: version(n, content) };
}
const sale = (id: string, customerId: string, ids: string[]) =>
  order(id, 0, {
    customerId,
    lines: ids.map((productId, position) => line(`${position}`, { position, productId })),
  });
const write = (...facts: Fact[]) =>
  inShop(db, shop.id, (client) => writeFacts(client, shop, facts));

beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  shop = await testShop(db);
  const pairs = Array.from({ length: 30 }, (_, n) =>
    n < 15 ? sale(`${n}`, `${1000 + n}`, ["1", "2"]) : sale(`${n}`, `${1000 + n}`, ["3"]),
  );
  const buyers = ["77", "78", "79", "80"].map((id) => sale(`b${id}`, id, ["1"]));
  await write(...pairs, ...buyers, thing("1", "Dripper"), thing("2", 'Filter <b> & "co"'));
  await write(thing("3", "Mug"));
  await refreshRecommendations(db, shop, { now: minute(0), whole: true });
});
afterAll(() => db.close());

async function ask(customerId: string | null, visitors = "", accept = "application/json") {
  const given = { shop: shop.domain, customerId, secret, now: new Date() };
  const query = proxyQuery(new URLSearchParams(visitors), given);
  return askWith(query, accept);
}
async function askWith(query: URLSearchParams, accept = "application/json") {
  const url = `https://app.test/apps/fourfold/recommendations?${query}`;
  const request = new Request(url, { headers: { accept } });
  const answer = await loader({ request, params: {}, context: {} });
  const text = await answer.text();
  const body = () => JSON.parse(text) as WindowList & { error: { got: string; expected: string } };
  return { status: answer.status, headers: answer.headers, text, body };
}
const titles = ({ body }: Awaited<ReturnType<typeof ask>>) =>
  body().items.map(({ title }) => title);

test("a customer who is signed in gets a list of their own, without the shop's counts", async () => {
  const answer = await ask("77", "limit=2");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
  expect(answer.headers.get("set-cookie")).toBeNull();
  const [first] = answer.body().items;
  expect(first).toEqual({
    product: "2",
    title: 'Filter <b> & "co"',
    handle: "thing-2",
    url: "/products/thing-2",
    model: "also-bought",
    because: "Dripper",
  });
  expect(answer.text).not.toMatch(/"(count|of|n|score|reason)"/);
});

test("as HTML it is a list of links, with nothing of a title taken for markup", async () => {
  const answer = await ask("77", "limit=1", "text/html,*/*");
  expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(answer.text).toBe(
    '<ul class="fourfold-recommendations"><li><a href="/products/thing-2" data-product="2">Filter &lt;b&gt; &amp; &quot;co&quot;</a></li></ul>',
  );
  expect((await ask(null, "", "text/html")).text).toBe("");
});

test("nobody signed in, and a customer the shop does not know, get none", async () => {
  expect((await ask(null)).body()).toEqual({ items: [] });
  expect((await ask("424242")).body()).toEqual({ items: [] });
});

test("a wrong or an old signature is a 401 that says what was expected", async () => {
  const given = { shop: shop.domain, customerId: "77", secret, now: new Date() };
  const wrong = await askWith(proxyQuery(new URLSearchParams(), { ...given, secret: "guess" }));
  expect([wrong.status, wrong.body().error]).toEqual([
    401,
    { got: "a signature that does not fit the query", expected: "one by this app's secret" },
  ]);
  const old = new Date(given.now.getTime() - 3_600_000);
  const late = await askWith(proxyQuery(new URLSearchParams(), { ...given, now: old }));
  expect([late.status, late.body().error.expected]).toEqual([
    401,
    "one at most 90 seconds from now",
  ]);
  expect((await askWith(new URLSearchParams("limit=2"))).status).toBe(401);
  expect((await ask("77", "limit=0")).status).toBe(400);
  expect((await ask("77", "limit=many")).status).toBe(400);
  expect((await ask("77", "least=11")).body().error).toEqual({
    got: "least=11",
    expected: "a whole number from 1 to 10",
  });
  expect((await action()).status).toBe(405);
  const elsewhere = { ...given, shop: "nobodys.myshopify.com" };
  expect((await askWith(proxyQuery(new URLSearchParams(), elsewhere))).status).toBe(403);
});

test("a kept list is made anew when the shop's numbers change", async () => {
  expect(titles(await ask("78"))).toContain('Filter <b> & "co"');
  await write(thing("2", "Filter", 1));
  await inShop(db, shop.id, (client) => client.query("update shop set version = version + 1"));
  expect(titles(await ask("78"))).toContain("Filter");
  await write(thing("2", "Filter", 2, "archived"));
  await inShop(db, shop.id, (client) => client.query("update shop set version = version + 1"));
  expect(titles(await ask("78"))).not.toContain("Filter");
  await write(thing("2", "Filter", 3));
});

test("who was merged away or erased gets no list, though one was kept a moment ago", async () => {
  expect((await ask("79")).body().items.length).toBeGreaterThan(0);
  const person = { customerId: "79", email: null, phone: null, orderIds: [] };
  await inShop(db, shop.id, (client) => redactCustomer(client, shop, person));
  expect((await ask("79")).body()).toEqual({ items: [] });

  expect((await ask("78")).body().items.length).toBeGreaterThan(0);
  await inShop(db, shop.id, (client) =>
    client.query("insert into customer_alias (shop_id, from_id, to_id) values ($1, '78', '77')", [
      shop.id,
    ]),
  );
  expect((await ask("78")).body()).toEqual({ items: [] });
});

test("one customer's flood is a 429 of theirs alone", async () => {
  const now = minute(0);
  const proxy = createProxy(db, [secret]);
  const asks = (customerId: string) => {
    const given = { shop: shop.domain, customerId, secret, now };
    return proxy.answer(proxyQuery(new URLSearchParams("limit=1"), given), now);
  };
  const answers = [];
  for (let n = 0; n < asksOfCustomer + 5; n += 1) answers.push(await asks("1001"));
  expect(answers.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(5);
  expect(answers.at(-1)).toMatchObject({
    expected: "at most 60 a minute: wait 60 seconds",
    waitSeconds: 60,
  });
  expect((await asks("77")).status).toBe(200);
});

test("who is held out of a trial sees none, both arms are logged, nobody without a list is", async () => {
  const now = new Date();
  const begin = (share: number) =>
    inShop(db, shop.id, (client) =>
      startExperiment(client, shop, {
        ...{ of: recommendations, name: "", salt: "s", windowDays: 7, leastEffect: null },
        arms: [
          { name: heldOut, weight: share },
          { name: shown, weight: 1 - share },
        ],
        startedAt: now,
      }),
    );
  const items = async (customerId: string, visitors = "limit=1") => {
    const given = { shop: shop.domain, customerId, secret, now };
    const query = proxyQuery(new URLSearchParams(visitors), given);
    const answer = await createProxy(db, [secret]).answer(query, now);
    return answer.status === 200 ? answer.list.items.length : null;
  };
  await begin(1);
  expect([await items("1002"), await items("1002"), await items("424242")]).toEqual([0, 0, 0]);
  await begin(0);
  // A page that needs more than there is shows none of it, so nobody is exposed to it.
  expect(await items("1003", "limit=10&least=10")).toBe(0);
  expect(await items("1002")).toBe(1);
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query("select experiment, person, arm from experiment_exposure order by 1"),
  );
  expect(rows).toEqual([
    { experiment: 1, person: "1002", arm: heldOut },
    { experiment: 2, person: "1002", arm: shown },
  ]);
  await inShop(db, shop.id, (client) =>
    stopExperiment(client, shop, { of: recommendations, at: now }),
  );
});

test("who forbade that their data is shared is shown no list of their own, from that moment on", async () => {
  const choice = (isOut: boolean, n: number) => {
    const content = {
      kind: "customer",
      id: "80",
      createdAt: null,
      state: "",
      contact: null,
    } as const;
    const saleOptOut = { isOut, toldAt: minute(n) };
    return write({ ...content, version: version(0, content), saleOptOut });
  };
  expect(titles(await ask("80", "limit=1"))).toHaveLength(1);
  await choice(true, 5);
  expect(titles(await ask("80", "limit=1"))).toEqual([]);
  // Heard late.
  await choice(false, 4);
  expect(titles(await ask("80", "limit=1"))).toEqual([]);
  await choice(false, 6);
  expect(titles(await ask("80", "limit=1"))).toHaveLength(1);
});
