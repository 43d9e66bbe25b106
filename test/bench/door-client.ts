// The sender of the door bench, in a process of its own.
// argv: port, secret, shop domain, connections, requests, warm-up requests. Prints one JSON line.
import { percentile } from "./figure.ts";
import { orderRequest, sendRaw } from "./raw-sender.ts";

const [port, secret, domain, connections, requests, warmUp] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

const total = Number(requests) + Number(warmUp);
const prepared = Array.from({ length: total }, (_, index) =>
  orderRequest(index, { domain, secret }),
);

let answered = 0;
const millis: number[] = [];
const statuses: Record<string, number> = {};
let startedAt = 0;

sendRaw(Number(port), prepared, Number(connections), ({ index, status, sentAt }) => {
  statuses[status] = (statuses[status] ?? 0) + 1;
  answered += 1;
  if (index >= Number(warmUp)) millis.push(performance.now() - sentAt);
  if (answered === Number(warmUp)) startedAt = performance.now();
  if (answered === total) finish();
});

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
