// Shopify's file server, as a process of its own: its work and memory are none of the app's.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const folder = process.argv[2] ?? "";
const megabyte = 1 << 20;

const server = createServer((req, res) => {
  const path = join(folder, (req.url ?? "/").slice(1));
  res.writeHead(200, { "Content-Length": statSync(path).size });
  createReadStream(path, { highWaterMark: megabyte }).pipe(res);
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
