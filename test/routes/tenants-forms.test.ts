// Every form of every route is taken for its own shop, and with another's ids it changes nothing of the
// other: what only ever refuses what it is sent proves nothing of walls.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { jobs } from "../../app/jobs/index.ts";
import { prepareQueue } from "../../app/jobs/queue.server.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { freshDatabase } from "../database.ts";
import { proxyQuery } from "../platform/proxy.ts";
import { idToken } from "../platform/tokens.ts";
import { answered } from "./told.ts";
import { fillShop, fingerprint, type FilledShop } from "./two-shops.ts";
import { validBodies, type Valid } from "./valid-bodies.ts";

vi.mock("../../app/shopify.server.ts", () => ({
  graphqlFor: async () => null,
  authenticate: {
    admin: async (request: Request) => ({
      session: { shop: request.headers.get("x-signed-in") },
      sessionToken: { sub: "1" },
      admin: { graphql: () => Promise.reject(new Error("not asked for")) },
    }),
  },
}));

type Args = { request: Request; params: Record<string, string>; context: object };
type Route = Partial<Record<"loader" | "action", (args: Args) => unknown>>;
const files = import.meta.glob<Route>([
  "../../app/routes/*.{ts,tsx}",
  "../../app/routes/*/route.{ts,tsx}",
]);
const routes = new Map(
  Object.entries(files).map(([path, load]) => [
    /routes\/(.+?)(?:\/route)?\.tsx?$/.exec(path)?.[1] ?? path,
    load,
  ]),
);

// As in vite.config.ts.
const app = { key: "test-key", secret: "test-secret" };
let db: Db;
let me: FilledShop;
let other: FilledShop;
beforeAll(async () => {
  db = await freshDatabase();
  await prepareQueue(db, jobs);
  setRuntime({ db, wake: async () => {} });
  [me, other] = [await fillShop(db, "einsdorf"), await fillShop(db, "zweiburg")];
}, 120_000);
afterAll(() => db?.close());

function bodyOf({ body, as }: Valid): BodyInit {
  if (!as) return JSON.stringify(body);
  if (as === "form") return new URLSearchParams(body as Record<string, string>);
  const form = new FormData();
  for (const [name, value] of Object.entries(body) as [string, string][]) {
    form.append(name, name === "file" ? new Blob([value]) : value);
  }
  return form;
}

async function post(route: string, valid: Valid) {
  const { action } = await routes.get(route)!();
  const request = new Request(`https://app.test/posted?${valid.search ?? ""}`, {
    method: "POST",
    headers: { "x-signed-in": me.domain },
    body: bodyOf(valid),
  });
  return answered(() => action!({ request, params: { id: valid.id ?? "" }, context: {} }));
}

test(
  "every intent of every form is taken for its own shop, and not for another's ids",
  { timeout: 120_000 },
  async () => {
    const taking: string[] = [];
    for (const [name, load] of routes) if ((await load()).action) taking.push(name);
    // These two take nothing: they say so.
    const refusing = ["api.v1.$", "apps.fourfold.recommendations"];
    expect(taking.toSorted()).toEqual([...Object.keys(validBodies(me)), ...refusing].toSorted());
    const before = await fingerprint(db, other);
    const wrong: string[] = [];
    for (const [route, bodies] of Object.entries(validBodies(other))) {
      // Whoever holds a letter's link is its reader: it is of no shop that is signed in.
      if (route === "digest.stop") continue;
      for (const valid of bodies) {
        const { status, text } = await post(route, valid);
        if (status >= 500) wrong.push(`${route} ${JSON.stringify(valid.body)}: ${status} ${text}`);
      }
      const after = await fingerprint(db, other);
      const changed = Object.keys(before).filter((table) => after[table] !== before[table]);
      if (changed.length > 0) wrong.push(`${route} changed ${changed.join(", ")}`);
    }
    for (const [route, bodies] of Object.entries(validBodies(me))) {
      for (const valid of bodies) {
        const { status, text } = await post(route, valid);
        const isTaken =
          status < 400 && !/"(?:fault|errors|error|refused)":|"saved":false/.test(text);
        if (!isTaken) wrong.push(`${route} ${JSON.stringify(valid.body)}: ${status} ${text}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);

test("lists beside Shopify's pages are of the shop that signs, whoever's ids are asked for", async () => {
  const at = new Date();
  const lists = (await routes.get("api.lists")!()).loader!;
  const proxied = (await routes.get("apps.fourfold.recommendations")!()).loader!;
  const ask = (loader: typeof lists, search: URLSearchParams, headers: HeadersInit = {}) => {
    const request = new Request(`https://app.test/?${search}`, { headers });
    return answered(() => loader({ request, params: {}, context: {} }));
  };
  const token = idToken(app, me.domain, at);
  for (const of of [me, other]) {
    for (const id of of.ids) {
      for (const name of ["customer", "product"]) {
        const search = new URLSearchParams({ [name]: id });
        const { status, text } = await ask(lists, search, { authorization: `Bearer ${token}` });
        expect(status, id).toBeLessThan(500);
        expect(status, "signed, so known").not.toBe(401);
        expect(text.replaceAll(id, "")).not.toContain(other.mark);
      }
      const visitors = new URLSearchParams({ product: id });
      const given = { shop: me.domain, customerId: "7", secret: app.secret, now: at };
      const { status, text } = await ask(proxied, proxyQuery(visitors, given));
      expect(status, id).toBeLessThan(500);
      expect(text.replaceAll(id, "")).not.toContain(other.mark);
    }
  }
});
