// /api/v1 against its own OpenAPI document, and against the engine and the command line.
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { requestsAMinute } from "../../app/api.server.ts";
import { inShop, type Db } from "../../app/db.server.ts";
import { answers, cost, order, refund } from "../../app/kpis/examples.ts";
import { kpis } from "../../app/kpis/index.ts";
import { accessScopes, makeAccessKey } from "../../app/ledger/access-keys.server.ts";
import type { AccessScope } from "../../app/ledger/access-keys.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { always, setTarget } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { endpoints } from "../../app/routes/api.v1.$/endpoints.ts";
import { oneCustomerEndpoint } from "../../app/routes/api.v1.$/one-customer.ts";
import { oneProductEndpoint } from "../../app/routes/api.v1.$/one-product.ts";
import { action, loader } from "../../app/routes/api.v1.$/route.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { terminal } from "../commands/terminal.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
let fourfold: ReturnType<typeof terminal>;
let key: string;
const asOf = "2026-07-01T00:00:00.000Z";
const days = { from: "2026-03-01", to: "2026-04-01" };

beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  fourfold = terminal(db, new Date(asOf));
  shop = await testShop(db);
  const many = Array.from({ length: 30 }, (_, at) =>
    order(`N${at}`, { gross: 1000 + at, customer: `c${at}`, region: at % 2 ? "DE" : "FR" }),
  );
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      cost("SOCKS", "300"),
      ...many,
      order("B", { gross: 5000, sku: "HAT", on: "2026-02-10" }),
      refund("N1", "2026-03-20", { amount: 500 }),
      ...answers("nps", "checkout", [9, 9, 10, 10, 10, 8, 7, 7, 6, 0]),
    ]),
  );
  await setTarget(db, shop, { kpi: "net-sales", value: "300", ...always });
  await recompute(db, shop, { asOf: new Date(asOf) });
  await refreshRecommendations(db, shop, { now: new Date(asOf) });
  key = await keyFor(accessScopes);
});
afterAll(async () => {
  fourfold?.close();
  await db?.close();
});

const keyFor = async (scopes: readonly AccessScope[]) => {
  const made = await inShop(db, shop.id, (client) =>
    makeAccessKey(client, shop, { name: "program", scopes }),
  );
  return made.key;
};

type Body = Record<string, unknown> & { error?: { got: string; expected: string; todo: string } };

async function get(path: string, search: Record<string, string> = {}, given: string | null = key) {
  const request = new Request(`https://app.test/api/v1/${path}?${new URLSearchParams(search)}`, {
    headers: given === null ? {} : { authorization: `Bearer ${given}` },
  });
  const answer = await loader({ request, params: { "*": path }, context: {} }).catch(
    (thrown: unknown) => {
      if (thrown instanceof Response) return thrown;
      throw thrown;
    },
  );
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
}

const asked: Record<string, Record<string, string>> = {
  scorecard: { ...days, "as-of": asOf },
  gaps: { ...days, "as-of": asOf },
  kpi: { id: "net-sales", ...days, by: "region", "as-of": asOf },
  trend: { id: "net-sales", ...days, "as-of": asOf },
  causes: { id: "net-sales", ...days, by: "region", "as-of": asOf },
  orders: { id: "net-sales", ...days, "as-of": asOf },
  "open-orders": {},
  markets: { ...days, "as-of": asOf },
  channels: { ...days, "as-of": asOf },
  customers: days,
  customer: { id: "c1" },
  products: days,
  product: { id: "SOCKS", ...days },
  marketing: { ...days, "as-of": asOf },
  answers: { ...days, "as-of": asOf },
  words: days,
  preferences: { customer: "c0" },
  outlook: { id: "net-sales", ...days, "as-of": asOf },
  trials: {},
  groups: {},
  recommendations: { product: "SOCKS" },
  stock: {},
  "demand-changes": {},
  team: { ...days, "as-of": asOf },
  targets: {},
  costs: {},
  "work-list": { ...days, "as-of": asOf },
  tasks: {},
  digest: {},
  definitions: {},
  data: {},
};

type Schema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;
type Parameter = { name: string; required: boolean; schema: Schema };
type Document = {
  openapi: string;
  paths: Record<string, { get: { parameters: Parameter[]; responses: Record<string, Answer> } }>;
  components: { schemas: { Error: Schema } };
};
type Answer = { content: { "application/json": { schema: Schema } } };
const document = async () => (await get("openapi.json", {}, null)).body as unknown as Document;

test("every address is in the document, and its answer is as the document says", async () => {
  const { openapi, paths, components } = await document();
  expect(openapi).toBe("3.1.0");
  expect(Object.keys(paths)).toEqual(endpoints.map(({ path }) => `/${path}`));
  expect(JSON.stringify(paths)).not.toContain("$defs");
  const error = z.fromJSONSchema(components.schemas.Error);
  for (const { path } of endpoints) {
    const { parameters, responses } = paths[`/${path}`]!.get;
    const { status, body } = await get(path, asked[path]);
    expect(status, `${path} ${JSON.stringify(body.error)}`).toBe(200);
    const schema = z.fromJSONSchema(responses["200"]!.content["application/json"].schema);
    expect(schema.safeParse(body).error?.issues, path).toBeUndefined();
    expect(schema.safeParse({ ...body, more: 1 }).success, path).toBe(false);

    for (const { name, required } of parameters.filter(({ required: isNeeded }) => isNeeded)) {
      expect(required).toBe(true);
      const { [name]: _, ...rest } = asked[path]!;
      const without = await get(path, rest);
      expect([without.status, error.safeParse(without.body).success], name).toEqual([400, true]);
    }
    const unknown = await get(path, { ...asked[path], nonsense: "1" });
    expect(unknown.status, path).toBe(400);
  }
});

test("the numbers are those of the command line", async () => {
  const period = ["--shop", shop.domain, "--from", days.from, "--to", days.to, "--as-of", asOf];
  const card = await fourfold.json("scorecard", ...period);
  expect((await get("scorecard", asked["scorecard"])).body).toEqual(card);
  const one = ["--id", "net-sales", "--by", "region"];
  const parts = await fourfold.json("kpi", ...period, ...one);
  expect((await get("kpi", asked["kpi"])).body).toEqual(parts);
  const told = await fourfold.json<{ gap: string; parts: object[] }>("causes", ...period, ...one);
  const { body } = await get("causes", asked["causes"]);
  // 30 × 10.00 + (0 + … + 29) × 0.01 − 5.00 back, against 50.00 the month before.
  expect([body["gap"], told.gap]).toEqual(["249.35", "249.35"]);
  expect(body["cells"]).toHaveLength(told.parts.length);
  expect((await get("definitions")).body["kpis"]).toHaveLength(kpis.length);
  const won = ["--id", "acquisition-cost", "--by", "channel"];
  const query = { ...asked["kpi"], id: "acquisition-cost", by: "channel" };
  expect((await get("kpi", query)).body).toEqual(await fourfold.json("kpi", ...period, ...won));
  const roi = { ...query, id: "marketing-roi", by: "region" };
  expect((await get("kpi", roi)).body.error?.expected).toBe("one of channel for marketing-roi");
});

test("gaps of a period that runs are told from the target of all its days", async () => {
  const { from, to } = days;
  // A tenth more than the days before: as many as the whole month has hold an order of 50.00, of 14 none.
  const target = { from, to, value: "0.1", kind: "percent" } as const;
  await setTarget(db, shop, { kpi: "average-order-value", ...target });
  const running = { from, to: "2026-03-15", "as-of": "2026-03-14T12:00:00Z" };
  const short = async (more: object) => {
    const { body } = await get("gaps", { ...running, ...more });
    return (body["gaps"] as { short: string }[]).map((gap) => Number(gap.short));
  };
  expect(await short({})).toEqual([]);
  // 50.00 × 1.1 − (30 × 10.00 + 4.35) ÷ 30.
  expect(await short({ "whole-to": to })).toEqual([expect.closeTo(44.855, 6)]);
  expect((await get("gaps", { ...running, "whole-to": "2026-03-10" })).status).toBe(400);
});

test("what one customer and one product left, as numbers and as rows of their files", async () => {
  const customer = await get("customer", { id: "c1" });
  // 10.01 − 5.00 back − 3.00 of cost.
  expect(customer.body).toMatchObject({
    ...{ customer: { id: "c1", spent: "10.01", returned: "5.00" }, next: null },
    ...{
      margin: { value: "2.01", version: 1 },
      orders: [{ name: "N1", margin: { value: "2.01" } }],
    },
  });
  expect(JSON.stringify(customer.body)).not.toContain("contact");
  const rows = oneCustomerEndpoint.table(customer.body as never).rows;
  expect(rows[0]?.slice(0, 8)).toEqual([
    "N1",
    "2026-03-05",
    "10.01",
    "5.00",
    "USD",
    1,
    "2.01",
    "2.01",
  ]);
  const product = await get("product", { id: "SOCKS", ...days });
  // 30 × 10.00 + 4.35 − 5.00 back − 30 × 3.00.
  expect(product.body).toMatchObject({ product: "SOCKS", margin: { value: "209.35" } });
  const steps = oneProductEndpoint.table(product.body as never).rows;
  expect(steps).toContainEqual(["SOCKS", "cm1", "209.35"]);
  const unknown = [
    await get("customer", { id: "nobody" }),
    await get("product", { id: "x", ...days }),
  ];
  expect(unknown.map(({ status }) => status)).toEqual([404, 404]);
});

test("lists go on where the page before ended, until all is told once", async () => {
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 3; page += 1) {
    const { body } = await get("customers", { ...days, ...(after ? { after } : {}) });
    seen.push(...(body["rows"] as { id: string }[]).map(({ id }) => id));
    after = body["next"] as string | null;
    if (after === null) break;
  }
  expect([seen.length, new Set(seen).size]).toEqual([30, 30]);
  const orders = await get("orders", { ...asked["orders"], limit: "7" });
  expect(orders.body["entries"]).toHaveLength(7);
  const rest = await get("orders", {
    ...asked["orders"],
    limit: "100",
    after: orders.body["next"] as string,
  });
  // 30 sales and a refund.
  expect([rest.body["entries"]].flat()).toHaveLength(24);
  expect(rest.body["next"]).toBeNull();
});

test("wrong questions are told what was got, what is expected and what to do", async () => {
  const told = async (path: string, search: Record<string, string>) => {
    const { status, body } = await get(path, search);
    return [status, body.error?.got, body.error?.expected];
  };
  const unknown = await told("sales", {});
  expect(unknown.slice(0, 2)).toEqual([404, "/api/v1/sales"]);
  expect(unknown[2]).toContain("one of scorecard, kpi");
  const { id: _, ...noId } = asked["kpi"]!;
  expect((await told("kpi", { ...noId, id: "profit" }))[2]).toContain("one of net-sales");
  const split = await told("kpi", { ...asked["kpi"]!, id: "nps", by: "product" });
  expect(split.slice(0, 2)).toEqual([400, "by=product"]);
  const backwards = await told("scorecard", { from: "2026-04-01", to: "2026-03-01" });
  const later = "a later end: the last day is not included";
  expect(backwards).toEqual([400, "2026-04-01 to 2026-03-01", later]);
  const noDay = await told("scorecard", { from: "2026-02-30", to: "2026-03-01" });
  expect(noDay).toEqual([400, '"2026-02-30"', "a day such as 2026-01-31"]);
  expect((await told("scorecard", { ...days, "as-of": "soon" }))[2]).toContain("as-of");
  expect((await told("products", { ...days, sort: "luck" }))[2]).toContain("sort");
  const written = await action().catch((thrown: unknown) => thrown as Response);
  expect(written.status).toBe(405);
});

test("a key reads only what it is for, and no more often than it may", async () => {
  expect((await get("scorecard", asked["scorecard"], null)).status).toBe(401);
  const narrow = await keyFor(["recommendations"]);
  const refused = await get("scorecard", asked["scorecard"], narrow);
  expect([refused.status, refused.body.error?.expected]).toEqual([403, "a key for numbers"]);
  const sums = await keyFor(["numbers"]);
  for (const { path, scope } of endpoints) {
    const { status } = await get(path, asked[path], sums);
    expect(status, path).toBe(scope === "numbers" ? 200 : 403);
  }
  expect((await get("definitions", {}, null)).headers.get("retry-after")).toBeNull();

  const busy = await keyFor(["numbers"]);
  let last = await get("targets", {}, busy);
  for (let n = 0; n <= 2 * requestsAMinute && last.status === 200; n += 1) {
    last = await get("targets", {}, busy);
  }
  expect(last.status).toBe(429);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(last.body.error?.todo).toContain("Retry-After");
  // Others go on.
  expect((await get("targets", {}, sums)).status).toBe(200);
});
