// Signed deliveries over raw keep-alive sockets, built beforehand, so that a sender costs as little as
// it can of the two cores.
import { createHmac } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { orderBody } from "./order-body.ts";

/** An orders/create of that number, as bytes of a request. */
export function orderRequest(
  index: number,
  given: { domain: string; secret: string; at?: Date },
): Buffer {
  const body = Buffer.from(orderBody(index, given.at?.toISOString()));
  const signature = createHmac("sha256", given.secret).update(body).digest("base64");
  const head = [
    "POST /webhooks HTTP/1.1",
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "X-Shopify-Topic: orders/create",
    `X-Shopify-Shop-Domain: ${given.domain}`,
    "X-Shopify-API-Version: 2026-10",
    `X-Shopify-Webhook-Id: ${String(index).padStart(8, "0")}-aaaa-bbbb-cccc-dddddddddddd`,
    `X-Shopify-Event-Id: ${String(index).padStart(8, "0")}-eeee-ffff-0000-111111111111`,
    `X-Shopify-Triggered-At: ${given.at?.toISOString() ?? "2026-03-04T05:06:07.123456789Z"}`,
    `X-Shopify-Hmac-Sha256: ${signature}`,
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(head.join("\r\n")), body]);
}

/** What one request came to; `sentAt` by performance.now(). */
export type Sent = { index: number; status: string; sentAt: number };

/** Sends all over so many connections, each its next as soon as it has its answer. */
export function sendRaw(
  port: number,
  requests: Buffer[],
  connections: number,
  onAnswer: (sent: Sent) => void,
): void {
  let next = 0;
  function send(socket: Socket): void {
    const index = next++;
    const request = requests[index];
    if (!request) return void socket.end();
    const sentAt = performance.now();
    let head = "";
    socket.write(request);
    socket.on("data", function take(chunk: Buffer) {
      head += chunk.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (head.length < end + 4 + length) return;
      socket.off("data", take);
      onAnswer({ index, status: head.slice(9, 12), sentAt });
      send(socket);
    });
  }
  for (let index = 0; index < connections; index += 1) {
    const socket = connect(port, "127.0.0.1", () => send(socket));
    socket.setNoDelay(true);
  }
}
