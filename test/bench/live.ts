// From an order placed in the stand-in's shop to its number on a scorecard that is open in a browser:
// webhook, door, ledger, measures, notice, the page's own reload of its data. Then the same while 10,000
// deliveries come in for 200 other shops, half of them for one. The browser shares the two cores.
import { fork } from "node:child_process";
import { once } from "node:events";
import type { Frame } from "playwright-core";
import { openDatabase } from "../../app/db.server.ts";
import { findChromium, launch, openAdmin } from "../e2e/chromium.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop } from "./seed.ts";
import { serveShop, type Served } from "./served.ts";

const placed = 40;
/** Orders come at moments that no clock of ours knows. */
const pauseMs = (at: number) => 400 + ((at * 137) % 900);
const lateMs = 60_000;
const burst = { shops: 200, deliveries: 10_000, connections: 32 };
const burstPauseMs = 200;

export async function* bench(home: string): AsyncIterable<Figure> {
  const executable = findChromium();
  if (!executable) throw new Error("got no Chromium, expected one to measure with: see above");
  const served = await serveShop(home, { orders: 3_000 });
  const browser = await launch(executable);
  try {
    const { page, frame, complaints } = await openAdmin(browser, served.standIn.url);
    await frame.evaluate(() => Object.assign(window, { notReloaded: true }));
    const ms: number[] = [];
    for (let at = 0; at < placed; at += 1) {
      await page.waitForTimeout(pauseMs(at));
      ms.push(await place(served, frame));
    }
    const sending = await readyToBurst(home, served);
    const busy: number[] = [];
    const taken = sending.go();
    let isSending = true;
    void taken.finally(() => (isSending = false));
    while (isSending) {
      await page.waitForTimeout(burstPauseMs);
      busy.push(await place(served, frame));
    }
    await taken;
    if (!(await frame.evaluate(() => "notReloaded" in window))) {
      throw new Error("got a page that was loaded anew, expected the same one");
    }
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
    yield figure("live", "order placed → number on the open page p95", percentile(ms, 0.95), {
      unit: "ms",
      atMost: 1_000,
    });
    yield figure("live", "order placed → number on the open page p50", percentile(ms, 0.5), {
      unit: "ms",
      atMost: 1_000,
    });
    const of = `the same under a burst of ${burst.deliveries}, ${busy.length} orders`;
    yield figure("live", `${of}, p95`, percentile(busy, 0.95), { unit: "ms", atMost: 1_000 });
    yield figure("live", `${of}, p50`, percentile(busy, 0.5), { unit: "ms", atMost: 1_000 });
  } finally {
    await browser.close();
    await served.close();
  }
}

/** An order of the page's shop. Milliseconds until the page shows it. */
async function place({ standIn }: Served, frame: Frame): Promise<number> {
  const before = await orders(frame);
  const seen = frame.evaluate(changed, { before, lateMs });
  const started = performance.now();
  standIn.floor!.act("order");
  await seen;
  return performance.now() - started;
}

/** The sender of the burst, its shops installed; `go` resolves when all is taken. */
async function readyToBurst(home: string, { appUrl, secret }: Served) {
  const { shops, deliveries, connections } = burst;
  const db = await openDatabase({ home });
  for (let shop = 0; shop < shops; shop += 1) await benchShop(db, `burst-${shop}.myshopify.com`);
  await db.close();
  const args = [new URL(appUrl).port, secret, ...[shops, deliveries, connections].map(String)];
  const client = fork(new URL("./burst-client.ts", import.meta.url), args, { execArgv: [] });
  await once(client, "message");
  return {
    async go(): Promise<void> {
      client.send("go");
      await once(client, "message");
    },
  };
}

/** How many orders the page says there are. */
function orders(frame: Frame): Promise<string> {
  return frame.locator('[data-row="orders"] .ff-number').innerText();
}

// In the page: the moment the number is another one.
function changed({ before, lateMs }: { before: string; lateMs: number }): Promise<void> {
  const number = () =>
    document.querySelector<HTMLElement>('[data-row="orders"] .ff-number')?.innerText ?? before;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${before} orders stayed`)), lateMs);
    const look = () => {
      if (number() === before) return;
      clearTimeout(late);
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  });
}
