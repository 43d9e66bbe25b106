// The stand-in as one local server: the admin page, the shop window, App Bridge, tokens and controls
// under /__platform, token exchange, the Admin API and bulk results as a shop has them, everything
// else handed on to the app. The app runs Shopify's libraries as they are; fetch.mjs sends their calls
// here.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { adminApiVersion, createAdminApi } from "./admin-api.ts";
import { adminPage } from "./admin-page.ts";
import { createBucket, type Plan } from "./bucket.ts";
import type { BulkOperation } from "./bulk/operations.ts";
import { control, type Controls } from "./control.ts";
import { createFloor, type Floor } from "./floor.ts";
import { answer, hand, json, listen, text } from "./http.ts";
import { createShopWindow, shopPath } from "./shop-window.ts";
import type { Store } from "./store.ts";
import { createTokenDesk, idToken, type Credentials } from "./tokens.ts";
import type { Trade } from "./trade.ts";
import { truthOf } from "./truth.ts";
import { fair, type Weather } from "./weather.ts";
import { createSender, type Sender } from "./webhooks.ts";

export type StandIn = {
  url: string;
  weather: Weather;
  /** Sends to the app's door in this weather. */
  sender: Sender;
  /** Null without a trade. */
  floor: Floor | null;
  close(): Promise<void>;
};
export type StandInOptions = {
  store: Store;
  /** Of that store: then the admin has buttons, and the truth can be asked for. */
  trade?: Trade;
  app: Credentials;
  /** Where the app listens; asked at each request, because it may start later. */
  appUrl: () => string;
  /** Granted at install (managed installation): those of shopify.app.toml, and approved ones. */
  scopes: string[];
  port: number;
  /** Rate limit. Default standard. */
  plan?: Plan;
  /** Awaited before what it is told of goes on its way: here an app can be ended. */
  pass?: (passing: Passing) => Promise<void>;
};

/** An answer of the Admin API that is ready, the second half of a result, or its very end. */
export type Passing = { what: "answer" | "half" | "end"; query: string };

const bridge = readFileSync(new URL("./app-bridge.browser.js", import.meta.url));
const resultPath = "/__platform/bulk/";

/** The `scopes` of an app's configuration file. */
export function grantedScopes(toml: string): string[] {
  const list = /^\s*scopes\s*=\s*"+([^"]*)"/m.exec(toml)?.[1] ?? "";
  return list.split(/[\s,\\]+/).filter(Boolean);
}

export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { store, app, trade } = options;
  let scopes = options.scopes;
  let url = "";
  const weather = fair();
  const sender = createSender({
    url: () => `${options.appUrl()}/webhooks`,
    secret: app.secret,
    domain: store.shop.domain,
    apiVersion: adminApiVersion,
    weather,
  });
  const api = createAdminApi(store, () => scopes, {
    now: () => new Date(),
    weather,
    bucket: createBucket(options.plan ?? "standard", () => performance.now()),
    urlOf: (name) => `${url}${resultPath}${name}`,
    bulkFinished: (operation) => sender.deliver(finished(operation)),
  });
  const tokens = createTokenDesk(app, () => scopes.join(","));
  const floor = trade ? createFloor(trade, sender) : null;
  const shopWindow = createShopWindow(store, app, options.appUrl);
  const controls: Controls = {
    ...{ store, weather, sender, api, floor },
    truth: () => (trade ? truthOf(trade) : { label: "Demo data", orders: store.orders.size }),
    requests: { answered: 0, failed: 0, refused: 0 },
    scopes: { read: () => scopes, grant: (granted) => (scopes = granted) },
    revoke: () => tokens.revoke(),
  };

  async function graphql(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = JSON.parse(await text(req)) as { query: string };
    const { failing } = weather;
    if (failing.times > 0) {
      failing.times -= 1;
      controls.requests.failed += 1;
      return json(res, failing.status, { errors: "Internal Server Error" });
    }
    if (weather.silent > 0) {
      weather.silent -= 1;
      controls.requests.failed += 1;
      return;
    }
    if (!tokens.holds(String(req.headers["x-shopify-access-token"]), new Date())) {
      controls.requests.refused += 1;
      const errors = "[API] Invalid API key or access token (unrecognized login or wrong password)";
      return json(res, 401, { errors });
    }
    controls.requests.answered += 1;
    const answered = await api.run(request);
    await options.pass?.({ what: "answer", query: request.query });
    json(res, 200, answered);
  }

  async function result(res: ServerResponse, name: string): Promise<void> {
    const body = api.bulk.download(name);
    if (!body) return answer(res, 403, "<Error><Code>ExpiredToken</Code></Error>", "text/xml");
    const { tornAfter } = weather.bulk;
    res.writeHead(200, { "content-type": "application/jsonl", "content-length": body.length });
    if (tornAfter !== null && tornAfter < body.length) {
      return void res.write(body.subarray(0, tornAfter), () => res.destroy());
    }
    const query = api.bulk.all().find(({ url }) => url?.endsWith(`/${name}`))?.query ?? "";
    res.write(body.subarray(0, body.length >> 1));
    await options.pass?.({ what: "half", query });
    res.end(body.subarray(body.length >> 1));
    await options.pass?.({ what: "end", query });
  }

  async function platform(req: IncomingMessage, res: ServerResponse, to: URL): Promise<void> {
    if (to.pathname === "/__platform/app-bridge.js") {
      return answer(res, 200, bridge, "text/javascript; charset=utf-8");
    }
    if (to.pathname === "/__platform/token") {
      return json(res, 200, { token: idToken(app, store.shop.domain, new Date()) });
    }
    if (to.pathname.startsWith(resultPath)) {
      return result(res, to.pathname.slice(resultPath.length));
    }
    const reply = control(controls, req.method ?? "GET", to.pathname, await text(req));
    if (reply) json(res, reply.status, reply.body);
    else json(res, 404, { error: "The stand-in has no such address." });
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const to = new URL(req.url ?? "/", "http://stand-in");
    if (to.pathname === "/__platform/admin" || to.pathname === "/") {
      const path = to.searchParams.get("path") ?? "/app";
      const page = adminPage(store.shop, path, floor !== null);
      return answer(res, 200, page, "text/html; charset=utf-8");
    }
    if (to.pathname.startsWith(shopPath)) return shopWindow(req, res, to);
    if (to.pathname.startsWith("/__platform/")) return platform(req, res, to);
    if (to.pathname === "/admin/oauth/access_token" && req.method === "POST") {
      const asked = JSON.parse(await text(req)) as Record<string, unknown>;
      const given = tokens.exchange(asked, new Date());
      return json(res, given.status, given.body);
    }
    if (/^\/admin\/api\/[^/]+\/graphql\.json$/.test(to.pathname) && req.method === "POST") {
      return graphql(req, res);
    }
    hand(req, res, options.appUrl());
  }

  const server = createServer((req, res) => {
    handle(req, res).catch((error: Error) => {
      if (!res.headersSent) json(res, 500, { errors: error.message });
      else res.destroy();
    });
  });
  await listen(server, options.port);
  const { port } = server.address() as { port: number };
  url = `http://localhost:${port}`;
  return {
    ...{ url, weather, sender, floor },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const finished = (operation: BulkOperation) => ({
  topic: "bulk_operations/finish",
  body: {
    admin_graphql_api_id: operation.id,
    status: operation.status.toLowerCase(),
    type: "query",
    error_code: operation.errorCode?.toLowerCase() ?? null,
    created_at: operation.createdAt,
    completed_at: operation.completedAt,
  },
});
