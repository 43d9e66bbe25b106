// Told to stop amid deliveries, and while a job waits for a lock that nobody gives back: each process ends by
// itself within ten seconds, and every delivery that was answered 200 is counted by those who come after.
import { ordersCounted, waitFor } from "./counted.ts";
import { knock, orderOf } from "./door.ts";
import { unless, type Outcome } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const endWithinMs = 10_000;
const countedWithinMs = 60_000;
const waitsWithinMs = 30_000;
const lanes = 8;

/** Holds up whoever writes the shop's facts, until the answer is called. */
async function holdUp({ shop }: Stage): Promise<() => void> {
  const holder = await shop.db.owner.connect();
  await holder.query("select pg_advisory_lock(hashtextextended('ledger', $1))", [shop.shop.id]);
  return () => holder.release(true);
}

async function isHeldUp({ shop }: Stage): Promise<boolean> {
  const { rows } = await shop.db.owner.query(
    "select 1 from pg_locks where locktype = 'advisory' and not granted and waitstart < now() - interval '0.3 s'",
  );
  return rows.length > 0;
}

export async function shutdown(stage: Stage): Promise<Outcome> {
  const { shop, webs, workers } = stage;
  const before = await ordersCounted(shop);
  const web = webs[0]!;
  let sent = 0;
  let taken = 0;
  let isOver = false;
  const lane = async () => {
    while (!isOver) {
      const body = orderOf(30_000 + (sent += 1));
      if ((await knock(web.url, shop.shop.domain, { body })).status === 200) taken += 1;
      else isOver = true;
    }
  };
  const sending = Promise.all(Array.from({ length: lanes }, lane));
  await waitFor(async () => taken >= 40, 30_000);
  const letGo = await holdUp(stage);
  const heldUp = await waitFor(() => isHeldUp(stage), waitsWithinMs);
  const ends = await Promise.all([...webs, ...workers].map((process) => process.stop()));
  isOver = true;
  await sending;
  letGo();
  webs.length = workers.length = 0;
  await Promise.all([stage.add("web"), stage.add("worker")]);
  // What nobody was told of is found by the minute's sweep; a further delivery tells of all.
  const last = await knock(webs[0]!.url, shop.shop.domain, { body: orderOf(39_999) });
  const due = taken + 1;
  const ms = await waitFor(
    async () => (await ordersCounted(shop)) - before >= due,
    countedWithinMs,
  );
  const counted = (await ordersCounted(shop)) - before;
  const slowest = Math.max(...ends.map((end) => end.ms));
  const others = ends.filter(({ how }) => how !== "code 0").map(({ how }) => how);
  return {
    figures: { taken, slowestMs: Math.round(slowest), countedMs: Math.round(ms ?? -1) },
    problems: [
      ...unless(heldUp !== null, "no job was held up when all were told to stop"),
      ...unless(last.status === 200, `the new door answered ${last.status}`),
      ...unless(slowest < endWithinMs, `a process took ${Math.round(slowest)} ms to end`),
      ...unless(others.length === 0, `processes ended with ${others.join(", ")}`),
      // One whose answer was lost on the way may be stored and is then counted, once.
      ...unless(counted >= due && counted <= due + lanes, `${counted} counted, ${due} answered`),
    ],
  };
}
