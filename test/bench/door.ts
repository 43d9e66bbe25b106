// The real door over HTTP with the real embedded Postgres; sender, door and database share the cores.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openDatabase } from "../../app/db.server.ts";
import { createDoor } from "../../app/ingest/door.server.ts";
import { figure } from "./figure.ts";
import { benchShop } from "./seed.ts";
import type { Figure } from "./figure.ts";

const secret = "the bench's client secret";
const domain = "bench.myshopify.com";
const connections = 32;
const requests = 12_000;
const warmUp = 3_000;

type Outcome = { perSecond: number; p50: number; p99: number; statuses: Record<string, number> };

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  try {
    await benchShop(db, domain);
    const door = createDoor({ db, secrets: [secret], now: () => new Date(), onShops() {} });
    const server = createServer(door);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const outcome = await client((server.address() as AddressInfo).port);
    await door.settle();
    server.close();
    const { rows } = await db.owner.query<{ stored: bigint }>(
      "select count(*) as stored from inbox",
    );
    const stored = Number(rows[0]!.stored);
    yield figure("door", "webhooks", outcome.perSecond, { unit: "1/s", atLeast: 1_500 });
    yield figure("door", "answer p99", outcome.p99, { unit: "ms", atMost: 50 });
    yield figure("door", "answer p50", outcome.p50, { unit: "ms", atMost: 50 });
    yield figure("door", "lost", requests + warmUp - stored, { unit: "deliveries", atMost: 0 });
  } finally {
    await db.close();
  }
}

function client(port: number): Promise<Outcome> {
  const script = new URL("./door-client.ts", import.meta.url).pathname;
  const args = [port, secret, domain, connections, requests, warmUp].map(String);
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(out) as Outcome);
      else reject(new Error(`the sender ended with ${code}`));
    });
  });
}
