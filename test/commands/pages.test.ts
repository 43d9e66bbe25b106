// What a browser is sent of the built app: small files, and few of them.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import type { ServerBuild } from "@remix-run/node";
import express from "express";
import { beforeAll, expect, test } from "vitest";
import { buildWhenNeeded } from "../../app/commands/build.server.ts";
import { builtAssets } from "../../app/commands/pages.server.ts";

const client = join(import.meta.dirname, "../../build/client");
/** Budget of design.md: all script and style of a page, compressed. */
const mostKb = 240;

beforeAll(buildWhenNeeded, 180_000);

test("an asset comes as the build compressed it, and as it is for who reads no brotli", async () => {
  const server = createServer(express().use("/assets", builtAssets()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const name = readdirSync(join(client, "assets")).find((each) => /^styles.*\.css$/.test(each))!;
    const written = readFileSync(join(client, "assets", name));

    const small = await asked(port, `/assets/${name}`, "gzip, deflate, br");
    expect(small.headers).toMatchObject({
      "content-encoding": "br",
      "content-type": expect.stringContaining("text/css"),
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect(brotliDecompressSync(small.body).equals(written)).toBe(true);
    expect(small.body.length).toBe(statSync(join(client, "assets", `${name}.br`)).size);

    const plain = await asked(port, `/assets/${name}`, "identity");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.body.equals(written)).toBe(true);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test("Home and a KPI's page together stay below the budget of a page", async () => {
  const name = readdirSync(join(client, "assets")).find((each) => /^manifest-.*\.js$/.test(each))!;
  const written = readFileSync(join(client, "assets", name), "utf8");
  const assets = JSON.parse(written.slice(written.indexOf("{"), -1)) as ServerBuild["assets"];
  const parts = ["root", "routes/app", "routes/app._index", "routes/app.kpis.$id"].map(
    (id) => assets.routes[id]!,
  );
  const files = new Set(
    [assets.entry, ...parts].flatMap(({ module, imports = [], ...more }) => [
      module,
      ...imports,
      ...("css" in more ? (more.css ?? []) : []),
    ]),
  );
  files.add(assets.url);
  const bytes = [...files].map((file) => sizeSent(join(client, file)));
  expect(bytes.reduce((sum, each) => sum + each, 0) / 1024).toBeLessThan(mostKb);
});

/** Bytes of a file; the smallest are not worth compressing. */
function sizeSent(path: string): number {
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

function asked(port: number, path: string, accepted: string) {
  return new Promise<{ headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
    get({ port, path, headers: { "accept-encoding": accepted } }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      resolve({ headers: answer.headers, body: Buffer.concat(chunks) });
    }).on("error", reject);
  });
}
