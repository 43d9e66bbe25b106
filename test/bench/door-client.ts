// The sender of the door bench, in a process of its own: raw keep-alive sockets and requests built
// beforehand, so that the client costs as little as it can of the two cores.
// argv: port, secret, shop domain, connections, requests, warm-up requests. Prints one JSON line.
import { createHmac } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { orderBody } from "./order-body.ts";
import { percentile } from "./figure.ts";

const [port, secret, domain, connections, requests, warmUp] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

const total = Number(requests) + Number(warmUp);
const prepared = Array.from({ length: total }, (_, index) => request(index));

function request(index: number): Buffer {
  const body = Buffer.from(orderBody(index));
  const signature = createHmac("sha256", secret).update(body).digest("base64");
  const head = [
    "POST /webhooks HTTP/1.1",
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "X-Shopify-Topic: orders/create",
    `X-Shopify-Shop-Domain: ${domain}`,
    "X-Shopify-API-Version: 2026-10",
    `X-Shopify-Webhook-Id: ${String(index).padStart(8, "0")}-aaaa-bbbb-cccc-dddddddddddd`,
    `X-Shopify-Event-Id: ${String(index).padStart(8, "0")}-eeee-ffff-0000-111111111111`,
    "X-Shopify-Triggered-At: 2026-03-04T05:06:07.123456789Z",
    `X-Shopify-Hmac-Sha256: ${signature}`,
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(head.join("\r\n")), body]);
}

let next = 0;
let answered = 0;
const millis: number[] = [];
const statuses: Record<string, number> = {};
let startedAt = 0;

function send(socket: Socket): void {
  const index = next++;
  const prepared_ = prepared[index];
  if (!prepared_) {
    socket.end();
    return;
  }
  const sentAt = performance.now();
  let head = "";
  socket.write(prepared_);
  socket.on("data", function take(chunk: Buffer) {
    head += chunk.toString("latin1");
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (head.length < end + 4 + length) return;
    socket.off("data", take);
    const status = head.slice(9, 12);
    statuses[status] = (statuses[status] ?? 0) + 1;
    answered += 1;
    if (index >= Number(warmUp)) millis.push(performance.now() - sentAt);
    if (answered === Number(warmUp)) startedAt = performance.now();
    if (answered === total) finish();
    send(socket);
  });
}

function finish(): void {
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    JSON.stringify({
      perSecond: Number(requests) / seconds,
      p50: percentile(millis, 0.5),
      p99: percentile(millis, 0.99),
      statuses,
    }),
  );
  process.exit(0);
}

for (let index = 0; index < Number(connections); index += 1) {
  const socket = connect(Number(port), "127.0.0.1", () => send(socket));
  socket.setNoDelay(true);
}
