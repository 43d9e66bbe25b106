import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { grantedScopes, startStandIn, type StandIn } from "./stand-in.ts";
import { idToken } from "./tokens.ts";
import { generateStore } from "./trade.ts";

const app = { key: "key", secret: "secret" };
const trade = generateStore({ orders: 120, seed: 4, now: new Date() });
let heard: { topic: string; body: Record<string, unknown> }[] = [];
const door = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on("data", (part: Buffer) => parts.push(part));
  req.on("end", () => {
    const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
    heard.push({ topic: String(req.headers["x-shopify-topic"]), body });
    res.end();
  });
});
let standIn: StandIn;
let token = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const { port } = door.address() as { port: number };
  standIn = await startStandIn({
    ...{ store: trade.store, trade, app, port: 0 },
    appUrl: () => `http://127.0.0.1:${port}`,
    scopes: grantedScopes(readFileSync("shopify.app.toml", "utf8")),
  });
});
afterAll(async () => {
  await standIn.close();
  await new Promise((resolve) => door.close(resolve));
});
beforeEach(async () => {
  heard = [];
  token = await exchange();
});

const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  fetch(standIn.url + path, { method: "POST", body: JSON.stringify(body), headers });

async function exchange(): Promise<string> {
  const answer = await post("/admin/oauth/access_token", {
    client_id: app.key,
    client_secret: app.secret,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: idToken(app, trade.store.shop.domain, new Date()),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const ask = (query: string, variables = {}) =>
  post(
    "/admin/api/2026-10/graphql.json",
    { query, variables },
    { "x-shopify-access-token": token },
  );
const answerOf = async (query: string, variables = {}) =>
  (await (await ask(query, variables)).json()) as {
    data?: Record<string, never>;
    errors?: { extensions?: { code?: string } }[];
    extensions: { cost: { throttleStatus: { currentlyAvailable: number } } };
  };

test("servers fail and tokens are revoked on demand", async () => {
  await post("/__platform/control", { failing: { status: 502, times: 2 } });
  const shop = "{ shop { name } }";
  expect([(await ask(shop)).status, (await ask(shop)).status, (await ask(shop)).status]).toEqual([
    502, 502, 200,
  ]);
  await post("/__platform/control/revoke");
  expect((await ask(shop)).status).toBe(401);
  token = await exchange();
  expect((await ask(shop)).status).toBe(200);
});

test("a scope taken away is refused from then on and told by webhook", async () => {
  const before = standIn.weather;
  await post("/__platform/control/scopes", { scopes: ["read_products"] });
  const refused = await answerOf("{ orders(first: 1) { nodes { id } } }");
  expect(refused.errors?.[0]?.extensions?.code).toBe("ACCESS_DENIED");
  await standIn.sender.settle();
  expect(heard.map(({ topic }) => topic)).toEqual(["app/scopes_update"]);
  expect(heard[0]!.body.current).toEqual(["read_products"]);
  await post("/__platform/control/scopes", {
    scopes: grantedScopes(readFileSync("shopify.app.toml", "utf8")),
  });
  expect(standIn.weather).toBe(before);
  await standIn.sender.settle();
});

const start = `mutation Run($query: String!) {
  bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { code } }
}`;

test("a bulk operation runs, tells its end by webhook, and its file is served, torn or gone", async () => {
  const query = "{ customers { edges { node { id } } } }";
  const { data } = await answerOf(start, { query });
  const { id } = (data as never as { bulkOperationRunQuery: { bulkOperation: { id: string } } })
    .bulkOperationRunQuery.bulkOperation;
  await expect.poll(() => heard.map(({ topic }) => topic)).toEqual(["bulk_operations/finish"]);
  expect(heard[0]!.body).toMatchObject({ admin_graphql_api_id: id, status: "completed" });
  const poll = "query P($id: ID!) { bulkOperation(id: $id) { status objectCount url } }";
  const { bulkOperation } = (await answerOf(poll, { id })).data as never as {
    bulkOperation: { url: string; objectCount: string };
  };
  const file = await (await fetch(bulkOperation.url)).text();
  expect(file.trimEnd().split("\n").length).toBe(Number(bulkOperation.objectCount));
  await post("/__platform/control", { bulk: { tornAfter: 100 } });
  await expect((await fetch(bulkOperation.url)).text()).rejects.toThrow();
  await post("/__platform/control", { bulk: { gone: true } });
  expect((await fetch(bulkOperation.url)).status).toBe(403);
  await fetch(`${standIn.url}/__platform/control`, { method: "DELETE" });
  expect((await fetch(bulkOperation.url)).status).toBe(200);
});

test("the admin's buttons change the store and send what Shopify would", async () => {
  const page = await (await fetch(standIn.url)).text();
  for (const label of ["Place an order", "Ship an order", "Refund an order"]) {
    expect(page).toContain(label);
  }
  const press = async (action: string) =>
    ((await (await post(`/__platform/actions/${action}`)).json()) as { words: string }).words;
  // A test order comes now and then, and another with it.
  const placed = () => [...trade.store.orders.values()].filter(({ test }) => !test).length;
  const before = placed();
  expect(await press("order")).toMatch(/^Demo data: #\d+ placed, €/);
  expect(placed()).toBe(before + 1);
  // Whether anything waits for a parcel depends on the hour; an order over the counter never does.
  let shipped = await press("ship");
  for (let tries = 0; tries < 40 && shipped.includes("nothing is left"); tries += 1) {
    await press("order");
    shipped = await press("ship");
  }
  expect(shipped).toMatch(/^Demo data: #\d+ shipped with DHL/);
  expect(await press("refund")).toMatch(/^Demo data: €[\d.]+ of #\d+ refunded/);
  await standIn.sender.settle();
  const topics = new Set(heard.map(({ topic }) => topic));
  for (const topic of [
    "orders/create",
    "fulfillments/create",
    "refunds/create",
    "orders/updated",
  ]) {
    expect(topics).toContain(topic);
  }
  expect((await post("/__platform/actions/dance")).status).toBe(404);
});

test("the truth is served, and a wish that is not understood is a 400 with its reason", async () => {
  const truth = (await (await fetch(`${standIn.url}/__platform/truth`)).json()) as Record<
    string,
    never
  >;
  expect(truth).toMatchObject({ label: "Demo data", seed: 4 });
  const bad = await post("/__platform/control", { webhooks: { lose: 2 } });
  expect(bad.status).toBe(400);
  expect(await bad.text()).toContain("lose");
});

// The last one: what it empties fills in real time.
test("a storm empties the bucket, and it fills again", async () => {
  const products = "{ products(first: 250) { nodes { id } } }";
  await post("/__platform/control", { throttled: 1 });
  const dry = await answerOf(products);
  expect(dry.errors?.[0]?.extensions?.code).toBe("THROTTLED");
  expect(dry.extensions.cost.throttleStatus.currentlyAvailable).toBeLessThan(251);
  // 251 points come back in 2.51 seconds.
  const answered = async () => (await answerOf(products)).errors === undefined;
  await expect.poll(answered, { interval: 500 }).toBe(true);
});
