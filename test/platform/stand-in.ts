// The stand-in as one local server: the admin page, App Bridge and tokens under /__platform, token
// exchange and the Admin API as a shop answers them, everything else handed on to the app. The app
// runs Shopify's libraries as they are; fetch.mjs sends their calls here.
import { readFileSync } from "node:fs";
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { adminPage } from "./admin-page.ts";
import { createAdminApi } from "./admin-api.ts";
import type { Store } from "./store.ts";
import { createTokenDesk, idToken, type Credentials } from "./tokens.ts";

export type StandIn = { url: string; close(): Promise<void> };
export type StandInOptions = {
  store: Store;
  app: Credentials;
  /** Where the app listens; asked at each request, because it may start later. */
  appUrl: () => string;
  /** Scopes of shopify.app.toml, granted at install (managed installation). */
  scopes: string[];
  port: number;
};

const bridge = readFileSync(new URL("./app-bridge.browser.js", import.meta.url));

/** The `scopes` of an app's configuration file. */
export function grantedScopes(toml: string): string[] {
  const list = /^\s*scopes\s*=\s*"+([^"]*)"/m.exec(toml)?.[1] ?? "";
  return list.split(/[\s,\\]+/).filter(Boolean);
}

export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { store, app } = options;
  const api = createAdminApi(store, () => options.scopes);
  const tokens = createTokenDesk(app, () => options.scopes.join(","));

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", "http://stand-in");
    if (url.pathname === "/__platform/admin" || url.pathname === "/") {
      const page = adminPage(store.shop, url.searchParams.get("path") ?? "/app");
      return answer(res, 200, page, "text/html; charset=utf-8");
    }
    if (url.pathname === "/__platform/app-bridge.js") {
      return answer(res, 200, bridge, "text/javascript; charset=utf-8");
    }
    if (url.pathname === "/__platform/token") {
      return json(res, 200, { token: idToken(app, store.shop.domain, new Date()) });
    }
    if (url.pathname === "/admin/oauth/access_token" && req.method === "POST") {
      const given = tokens.exchange(
        JSON.parse(await text(req)) as Record<string, unknown>,
        new Date(),
      );
      return json(res, given.status, given.body);
    }
    if (/^\/admin\/api\/[^/]+\/graphql\.json$/.test(url.pathname) && req.method === "POST") {
      if (!tokens.holds(String(req.headers["x-shopify-access-token"]), new Date())) {
        const errors =
          "[API] Invalid API key or access token (unrecognized login or wrong password)";
        return json(res, 401, { errors });
      }
      return json(res, 200, await api.run(JSON.parse(await text(req)) as { query: string }));
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
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Hands a request on to the app; only frame-ancestors is widened, to the stand-in's own pages. */
function hand(req: IncomingMessage, res: ServerResponse, appUrl: string): void {
  const target = new URL(req.url ?? "/", appUrl);
  const out = forward(
    target,
    { method: req.method, headers: { ...req.headers, "x-forwarded-host": req.headers.host } },
    (back) => {
      const headers = { ...back.headers };
      const policy = headers["content-security-policy"];
      if (typeof policy === "string") {
        headers["content-security-policy"] = policy.replace(
          "frame-ancestors",
          "frame-ancestors 'self'",
        );
      }
      // Names the real App Bridge on its network, which a local run neither needs nor reaches.
      delete headers.link;
      res.writeHead(back.statusCode ?? 502, headers);
      back.pipe(res);
    },
  );
  out.on("error", () => {
    if (!res.headersSent) answer(res, 502, "The app does not answer.", "text/plain");
    else res.destroy();
  });
  res.on("close", () => out.destroy());
  req.pipe(out);
}

function answer(res: ServerResponse, status: number, body: string | Buffer, type: string): void {
  res.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  res.end(body);
}

const json = (res: ServerResponse, status: number, body: unknown) =>
  answer(res, status, JSON.stringify(body), "application/json");

async function text(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} is taken. Set PORT to a free one.`)
          : error,
      ),
    );
    // This machine only: the stand-in signs anybody in. Browsers find it as localhost, too.
    server.listen(port, "127.0.0.1", () => resolve());
  });
}
