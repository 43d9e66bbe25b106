// Every page in the admin, asked with the token of a buyer's page: checkout and account extensions hold
// tokens for this app, signed with the same secret. The routes are found in the code; Shopify's own
// library reads the tokens.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { accessScopes } from "../../app/ledger/access-keys.server.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { freshDatabase } from "../database.ts";
import { browser } from "../platform/install-app.ts";
import { idToken, signedToken } from "../platform/tokens.ts";
import { fillShop, fingerprint, type FilledShop } from "./two-shops.ts";

type Args = { request: Request; params: Record<string, string>; context: object };
type Route = Partial<Record<"loader" | "action", (args: Args) => unknown>>;

// What asks for no session of the admin: anybody's, or behind a key, a link or a signature of its own.
const open = /^(_index|api\.v1\.\$|apps\.fourfold\.|auth\.login|digest\.stop|share\.|shared)/;
const routes = Object.entries(
  import.meta.glob<Route>(["../../app/routes/*.{ts,tsx}", "../../app/routes/*/route.{ts,tsx}"]),
)
  .map(([path, load]) => ({
    name: /routes\/(.+?)(?:\/route)?\.tsx?$/.exec(path)?.[1] ?? path,
    load,
  }))
  .filter(({ name }) => !open.test(name));

// As in vite.config.ts.
const app = { key: "test-key", secret: "test-secret" };
let db: Db;
let shop: FilledShop;

beforeAll(async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new Error("a buyer's page reached for the network")));
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  shop = await fillShop(db, "einsdorf");
  // The shop's merchant opened the app before, so nothing has to be asked of Shopify.
  await db.owner.query(
    `insert into "Session" (id, shop, state, "isOnline", "accessToken", expires)
     values ('offline_' || $1, $1, '', false, 'shpat_1', now() + interval '1 hour')`,
    [shop.domain],
  );
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await db?.close();
});

const seconds = () => Math.floor(Date.now() / 1000);
/** As documented for checkout, `dest` without https; and as it is told of since, told apart by no `sid`. */
const buyers = (): Record<string, object> => {
  const now = seconds();
  const held = { aud: app.key, exp: now + 300, nbf: now, iat: now, jti: "j" };
  const [https, sub] = [`https://${shop.domain}`, "gid://shopify/Customer/77"];
  const admin = { iss: `${https}/admin`, dest: https, sid: "s", sub: "1" };
  return {
    "as documented": { ...held, dest: shop.domain, sub },
    "with https": { ...held, dest: https, sub },
    "with an issuer": { ...held, dest: https, iss: admin.iss, sub },
    "of nobody signed in": { ...held, ...admin, sid: undefined, sub: undefined },
    "with a number for a buyer": { ...held, ...admin, sid: undefined },
    "with a session of its own": { ...held, ...admin, sub },
    "issued by the shop": { ...held, ...admin, iss: https },
    "of another shop's admin": { ...held, ...admin, iss: "https://b.myshopify.com/admin" },
  };
};

const host = Buffer.from("admin.shopify.com/store/einsdorf").toString("base64url");
function asking(token: string, where: "header" | "address", init: RequestInit = {}): Request {
  const framed = new URLSearchParams({ shop: shop.domain, host, embedded: "1", since: "x" });
  if (where === "address") framed.set("id_token", token);
  const bearer = where === "header" ? { authorization: `Bearer ${token}` } : undefined;
  return new Request(`https://app.test/asked?${framed}`, {
    ...init,
    headers: { "user-agent": browser, ...bearer },
  });
}

/** The status of what is answered or thrown; 500 for what breaks. */
async function statusOf(run: () => unknown): Promise<number> {
  try {
    const answer = await run();
    return answer instanceof Response ? answer.status : 200;
  } catch (thrown) {
    return thrown instanceof Response ? thrown.status : 500;
  }
}

const params = { id: "net-sales", path: "scorecard", "*": "session-token" };
const posted = JSON.stringify({ name: "theirs", scopes: accessScopes });

test("no page, file or button of the admin takes a buyer's token, in any form of it", async () => {
  expect(routes.length).toBeGreaterThan(40);
  const before = await fingerprint(db, shop);
  const taken: string[] = [];
  let asked = 0;
  for (const { name, load } of routes) {
    const { loader, action } = await load();
    for (const [form, claims] of Object.entries(buyers())) {
      const token = signedToken({ ...claims }, app.secret);
      // The lists on Shopify's own pages read no token but the header's.
      for (const where of name === "api.lists" ? (["header"] as const) : places) {
        const asks = {
          loader: loader && (() => loader({ request: asking(token, where), params, context: {} })),
          action:
            action &&
            (() => {
              const request = asking(token, where, { method: "POST", body: posted });
              return action({ request, params, context: {} });
            }),
        };
        for (const [what, ask] of Object.entries(asks)) {
          if (!ask) continue;
          asked += 1;
          const status = await statusOf(ask);
          if (status !== 401) taken.push(`${status} ${name} ${what}, ${form}, ${where}`);
        }
      }
    }
  }
  expect(taken).toEqual([]);
  expect(asked).toBeGreaterThan(500);
  expect(await fingerprint(db, shop)).toEqual(before);
});
const places = ["header", "address"] as const;

test("staff's own token opens what was closed, and one without a token is shown the way", async () => {
  const { loader } = await routes.find(({ name }) => name === "app.export.$path")!.load();
  const status = (request: Request) =>
    statusOf(() => loader!({ request, params: { path: "scorecard" }, context: {} }));
  const mine = idToken(app, shop.domain, new Date());
  expect(await status(asking(mine, "header"))).toBe(200);
  expect(await status(asking(mine, "address"))).toBe(200);
  const buyer = signedToken({ ...buyers()["with https"] }, app.secret);
  const both = asking(buyer, "address");
  both.headers.set("authorization", `Bearer ${mine}`);
  expect(await status(both)).toBe(401);
  // To the page that fetches a token.
  expect(await status(asking("", "address"))).toBe(302);
});
