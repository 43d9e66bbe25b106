// Survey answers at the door of a shop with 100 k orders while the worker applies them: fifty a second
// on a clock of their own (a shop with 1 M orders a year has one in fifteen seconds), sixteen buyers as
// fast as they can, then one at a time from the answer to the number a scorecard shows. Buyers, door,
// worker and database share the cores.
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { createSurveyDoor } from "../../app/ingest/survey.server.ts";
import { drainLineSpecs } from "../../app/jobs/drain-line.ts";
import { jobs } from "../../app/jobs/index.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { startWorker } from "../../app/jobs/worker.server.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { listenVersions, type Versions } from "../../app/version.server.ts";
import { buyerToken } from "../platform/tokens.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop, seedHistory } from "./seed.ts";

const app = { key: "bench-key", secret: "bench-secret" };
const perSecond = 50;
const answers = 1_500;
const warmUp = 150;
const buyers = 16;
const atOnce = 1_000;
const watched = 60;
const history = { days: 365, ordersPerDay: 274, ordersToday: 100 };
/** Long enough that a drain of the one before is over. */
const pauseMs = 150;

type Post = (order: number, score: number) => Promise<number>;

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  await prepareQueue(db, jobs);
  const shop = await benchShop(db, "bench.myshopify.com");
  await seedHistory(db, shop, history, new Date());
  const worker = await startWorker(db, { graphqlFor: async () => null });
  const versions = listenVersions(db);
  const door = createSurveyDoor({
    db,
    apiKey: app.key,
    secrets: [app.secret],
    // Buyers have addresses of their own, told by the proxy that stands before the app.
    proxies: 1,
    now: () => new Date(),
    onShops: (ids) => addJobs(db, drainLineSpecs(ids)),
  });
  const server = createServer(door);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const post = poster((server.address() as AddressInfo).port, shop);
  try {
    const millis = await onTheClock(post);
    yield figure("survey", `answer p99 at ${perSecond}/s`, percentile(millis, 0.99), {
      unit: "ms",
      atMost: 50,
    });
    yield figure("survey", `answer p50 at ${perSecond}/s`, percentile(millis, 0.5), {
      unit: "ms",
      atMost: 50,
    });
    const rate = await asFastAsTheyCan(post);
    yield figure("survey", "answers, sixteen buyers at once", rate, { unit: "1/s", atLeast: 100 });
    const kept = await applied(db, shop);
    yield figure("survey", "lost", answers + warmUp + atOnce - kept, {
      unit: "answers",
      atMost: 0,
    });

    const seen = await untilShown({ db, shop, versions, post });
    const limit = { unit: "ms", atMost: 1_000 };
    yield figure("survey", "answer → number of the scorecard p95", percentile(seen, 0.95), limit);
    yield figure("survey", "answer → number of the scorecard worst", Math.max(...seen), limit);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await door.settle();
    await worker.stop();
    await versions.close();
    await db.close();
  }
}

/** Each buyer has an address and a token of their own, as buyers do. */
function poster(port: number, shop: Shop): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: buyers });
  return (order, score) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({
        order: `gid://shopify/Order/${order}`,
        page: "thank-you",
        answers: [{ question: "nps", score }],
        text: "The parcel came a day late, the soap is good.",
      });
      const headers = {
        authorization: `Bearer ${buyerToken(app, shop.domain, new Date())}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "x-forwarded-for": `10.${(order >> 16) & 255}.${(order >> 8) & 255}.${order & 255}`,
      };
      const at = { port, agent, headers, method: "POST", path: "/api/survey" };
      const sent = request(at, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      });
      sent.on("error", reject);
      sent.end(body);
    });
}

async function taken(post: Post, order: number): Promise<void> {
  const status = await post(order, order % 11);
  if (status !== 202) throw new Error(`got status ${status}, expected 202`);
}

/** From the moment an answer is due, so that a door that hangs is not spared the answers behind it. */
async function onTheClock(post: Post): Promise<number[]> {
  const millis: number[] = [];
  const sent: Promise<void>[] = [];
  const begun = performance.now();
  for (let order = 1; order <= answers + warmUp; order += 1) {
    const due = begun + (order * 1000) / perSecond;
    await sleep(Math.max(0, due - performance.now()));
    sent.push(
      taken(post, order).then(() => {
        if (order > warmUp) millis.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(sent);
  return millis;
}

/** Answers a second. */
async function asFastAsTheyCan(post: Post): Promise<number> {
  let next = 0;
  const begun = performance.now();
  const buyer = async () => {
    while (next < atOnce) await taken(post, 100_000 + (next += 1));
  };
  await Promise.all(Array.from({ length: buyers }, buyer));
  return (1000 * atOnce) / (performance.now() - begun);
}

/** Answers that became facts, once none waits any more. */
async function applied(db: Db, shop: Shop): Promise<number> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ waiting: number; kept: number }>(
        `select (select count(*) from inbox)::int as waiting, (select count(*) from answer)::int as kept`,
      ),
    );
    if (rows[0]!.waiting === 0) return rows[0]!.kept;
    await sleep(100);
  }
  throw new Error("got answers that still wait after a minute, expected them applied");
}

type Watching = { db: Db; shop: Shop; versions: Versions; post: Post };

/** From the post to the KPI's row with one answer more, read as soon as a panel is told. */
async function untilShown({ db, shop, versions, post }: Watching): Promise<number[]> {
  const today = new Date().toISOString().slice(0, 10);
  const period = { from: addDays(today, -29), to: addDays(today, 1) };
  const answersShown = async () =>
    (await kpiParts(db, shop, { id: "nps", period, by: null, asOf: new Date() })).kpi.n;
  const millis: number[] = [];
  for (let run = 0; run < watched; run += 1) {
    await sleep(pauseMs);
    let version = await versions.read(shop.id);
    const before = await answersShown();
    const started = performance.now();
    await post(1_000_000 + run, run % 11);
    do version = await versions.wait(shop.id, version, { holdMs: 2_000 });
    while ((await answersShown()) === before);
    millis.push(performance.now() - started);
  }
  return millis;
}
