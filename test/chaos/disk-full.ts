// The disk of Postgres is full: deliveries are refused at once and none is lost; with room again all goes
// on by itself. Needs a file system of its own size, which only root on Linux may mount.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ordersCounted, waitFor } from "./counted.ts";
import { knock, orderOf, type Answered } from "./door.ts";
import { unless, type Outcome, type ScenarioOptions } from "./scenario.ts";
import { openStage, type Stage } from "./stage.ts";

const megabyte = 1 << 20;
const sizeMb = 320;
/** Left free when deliveries begin: soon used up. */
const leftMb = 4;
/** Does not shrink when Postgres packs it. */
const ballast = () => randomBytes(150_000).toString("base64");
const small = ["max_wal_size=64MB", "min_wal_size=32MB", "shared_buffers=32MB"];
const refusals = 20;
/** The door's own deadline is 3 s. */
const answerWithinMs = 4_000;
const backWithinMs = 60_000;

export async function diskFull({ seed, say }: ScenarioOptions): Promise<Outcome> {
  const disk = mkdtempSync(join(tmpdir(), "fourfold-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m`, "tmpfs", disk], {
      stdio: "ignore",
    });
  } catch {
    rmSync(disk, { recursive: true, force: true });
    say("SKIPPED: a disk of its own size cannot be mounted here (needs root on Linux)");
    return { figures: { skipped: 1 }, problems: [] };
  }
  try {
    chmodSync(disk, 0o755);
    const home = join(disk, "home");
    const stage = await openStage({ seed, orders: 0, now: new Date(), home, settings: small });
    try {
      return await fillAndFree(stage, disk, say);
    } finally {
      await stage.close();
    }
  } finally {
    execFileSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}

/** Writes until so little is left. */
function fill(path: string, disk: string): void {
  const file = openSync(path, "w");
  const block = Buffer.alloc(megabyte);
  for (;;) {
    const { bavail, bsize } = statfsSync(disk);
    if (bavail * bsize <= leftMb * megabyte) break;
    writeSync(file, block);
  }
  closeSync(file);
}

async function fillAndFree(
  { postgres, shop, webs, fell }: Stage,
  disk: string,
  say: (words: string) => void,
): Promise<Outcome> {
  const filler = join(disk, "filler");
  const web = webs[0]!.url;
  let sent = 0;
  let taken = 0;
  const send = async (): Promise<Answered> => {
    const body = { ...orderOf(50_000 + (sent += 1)), note: ballast() };
    const answer = await knock(web, shop.shop.domain, { body });
    if (answer.status === 200) taken += 1;
    return answer;
  };
  for (let n = 0; n < 20; n += 1) await send();
  fill(filler, disk);
  say("the disk is all but full");
  const full: Answered[] = [];
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    full.push(await send());
    if (full.filter(({ status }) => status === 503).length >= refusals) break;
    await sleep(20);
  }
  const refused = full.filter(({ status }) => status === 503);
  const strange = full.filter(({ status }) => status !== 503 && status !== 200);
  say(`${refused.length} deliveries refused, ${taken} taken; now there is room again`);
  rmSync(filler);
  // Postgres may have ended: it writes its log ahead or not at all.
  await postgres.start();
  const back = await waitFor(async () => (await send()).status === 200, backWithinMs);
  const whole = await waitFor(async () => (await ordersCounted(shop)) >= taken, backWithinMs);
  const counted = await ordersCounted(shop);
  const slowest = Math.max(...full.map(({ ms }) => ms));
  return {
    figures: {
      ...{ taken, refused: refused.length, slowestMs: Math.round(slowest) },
      ...{ backMs: Math.round(back ?? -1), countedMs: Math.round(whole ?? -1) },
    },
    problems: [
      ...unless(refused.length > 0, "the disk was never full"),
      ...unless(strange.length === 0, `the door answered ${strange.map(({ status }) => status)}`),
      ...unless(slowest < answerWithinMs, `an answer took ${Math.round(slowest)} ms`),
      ...unless(back !== null, "the door did not take deliveries again by itself"),
      ...unless(counted === taken, `${counted} orders counted, ${taken} were taken`),
      ...fell(),
    ],
  };
}
