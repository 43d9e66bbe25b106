// The sender of the burst, in a process of its own: shop 0 sends half of all, the others the rest, mixed.
// argv: port, secret, shops, deliveries, connections. Answers over IPC what was sent when, in ms of the
// epoch: [shop, sentAt][]; a delivery that was not taken ends it.
import { createRandom } from "../platform/random.ts";
import { orderRequest, sendRaw } from "./raw-sender.ts";

const [port, secret, shops, deliveries, connections] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];

const random = createRandom(1);
const others = Number(shops) - 1;
const half = Number(deliveries) / 2;
/** Its shop, by a draw that gives shop 0 half and the others equally much. */
const order = Array.from({ length: Number(deliveries) }, (_, n) =>
  n < half ? 0 : 1 + (n % others),
)
  .map((shop) => ({ shop, at: random.next() }))
  .sort((a, b) => a.at - b.at)
  .map(({ shop }) => shop);

const now = new Date();
const prepared = order.map((shop, index) =>
  orderRequest(index, { domain: `burst-${shop}.myshopify.com`, secret, at: now }),
);

const sent: [number, number][] = [];
process.once("message", () =>
  sendRaw(Number(port), prepared, Number(connections), ({ index, status, sentAt }) => {
    if (status !== "200") throw new Error(`got status ${status}, expected 200`);
    sent.push([order[index]!, performance.timeOrigin + sentAt]);
    if (sent.length === prepared.length) process.send!(sent, () => process.exit(0));
  }),
);
process.send!("ready");
