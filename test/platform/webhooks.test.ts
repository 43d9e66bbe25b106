import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fair, type Weather } from "./weather.ts";
import { createSender, signature, type Sender } from "./webhooks.ts";

type Heard = { id: string; body: string; hmac: string };
let heard: Heard[] = [];
let refuse = 0;
const server = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on("data", (part: Buffer) => parts.push(part));
  req.on("end", () => {
    res.writeHead(refuse > 0 ? 503 : 200).end();
    if (refuse-- > 0) return;
    heard.push({
      id: String(req.headers["x-shopify-webhook-id"]),
      body: Buffer.concat(parts).toString(),
      hmac: String(req.headers["x-shopify-hmac-sha256"]),
    });
  });
});
let url = "";
let weather: Weather;
let sender: Sender;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/webhooks`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  heard = [];
  refuse = 0;
  weather = fair();
  sender = createSender({
    url,
    secret: "s",
    domain: "a.myshopify.com",
    apiVersion: "2026-10",
    weather,
  });
});

async function deliver(count: number): Promise<number[]> {
  for (let n = 0; n < count; n += 1) sender.deliver({ topic: "orders/updated", body: { n } });
  await sender.settle();
  return heard.map(({ body }) => (JSON.parse(body) as { n: number }).n);
}

test("in fair weather each delivery comes once, signed, as it was when it was told", async () => {
  const body = { n: 0 };
  sender.deliver({ topic: "orders/updated", body });
  body.n = 99;
  await sender.settle();
  expect(heard.map((each) => each.body)).toEqual(['{"n":0}']);
  expect(heard[0]!.hmac).toBe(signature('{"n":0}', "s"));
});

test("what is not taken is sent again with the same id", async () => {
  refuse = 2;
  expect(await deliver(1)).toEqual([0]);
  expect(sender.lost).toEqual([]);
});

test("duplicates carry the same webhook id", async () => {
  weather.webhooks.duplicate = 1;
  await deliver(3);
  expect(heard.length).toBe(6);
  expect(new Set(heard.map(({ id }) => id)).size).toBe(3);
  expect(sender.counts.duplicated).toBe(3);
});

test("losses are kept, so that a test knows what must be repaired", async () => {
  weather.webhooks.lose = 0.5;
  const came = await deliver(40);
  expect(sender.lost.length).toBeGreaterThan(5);
  expect(came.length + sender.lost.length).toBe(40);
});

test("order changes and deliveries come late, none is missing", async () => {
  weather.webhooks.reorder = 8;
  weather.webhooks.lateMs = 60;
  const came = await deliver(30);
  const sorted = came.toSorted((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: 30 }, (_, n) => n));
  expect(came).not.toEqual(sorted);
  expect(sender.counts.late).toBe(30);
});
