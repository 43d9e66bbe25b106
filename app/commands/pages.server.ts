// Pages: Express with compression in front of the Remix handler.
import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
import expressStaticGzip from "express-static-gzip";
import { limitForms, nameRequest, noteRequest, saySafely } from "./around.server.ts";

export type Pages = {
  handle(req: IncomingMessage, res: ServerResponse): void;
  close(): Promise<void>;
};

const project = join(import.meta.dirname, "../..");
const builtServer = join(project, "build/server/index.js");
const builtClient = join(project, "build/client");

/** Throws an Error when there is no build. */
export async function createPages({ dev }: { dev: boolean }): Promise<Pages> {
  const app = express();
  app.disable("x-powered-by");
  // Shopify and hosts put one proxy in front: its word on the public host is taken.
  app.set("trust proxy", 1);
  app.use(nameRequest, noteRequest, saySafely, limitForms);
  const pages = dev ? await developed(app) : await built(app);
  return { handle: (req, res) => void app(req, res), close: pages.close };
}

async function built(app: express.Express): Promise<{ close(): Promise<void> }> {
  if (!existsSync(builtServer)) throw new Error("got no build/server: run `npm run build` first");
  const build = (await import(pathToFileURL(builtServer).href)) as ServerBuild;
  app.use(compression());
  app.use("/assets", builtAssets());
  app.use(express.static(builtClient, { maxAge: "1h", index: false }));
  app.all("*", createRequestHandler({ build, mode: "production" }));
  return { close: async () => {} };
}

/**
 * Script and style as the build compressed them with care: a sixth smaller than what can be done while a
 * browser waits. Their names carry their content's hash.
 */
export function builtAssets() {
  return expressStaticGzip(join(builtClient, "assets"), {
    enableBrotli: true,
    orderPreference: ["br"],
    serveStatic: { immutable: true, maxAge: "1y" },
  });
}

async function developed(app: express.Express): Promise<{ close(): Promise<void> }> {
  const { createServer } = await import("vite");
  const vite = await createServer({ root: project, server: { middlewareMode: true } });
  app.use(vite.middlewares);
  const build = () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>;
  app.all("*", createRequestHandler({ build, mode: "development" }));
  return { close: () => vite.close() };
}
