// From an order placed in the stand-in's shop to its number on a scorecard that is open in a browser:
// webhook, door, ledger, measures, notice, the page's own reload of its data.
import type { Frame } from "playwright-core";
import { findChromium, launch, openAdmin } from "../e2e/chromium.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { serveShop } from "./served.ts";

const placed = 40;
/** Orders come at moments that no clock of ours knows. */
const pauseMs = (at: number) => 400 + ((at * 137) % 900);
const lateMs = 10_000;

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
      const before = await orders(frame);
      const seen = frame.evaluate(changed, { before, lateMs });
      const started = performance.now();
      served.standIn.floor!.act("order");
      await seen;
      ms.push(performance.now() - started);
    }
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
  } finally {
    await browser.close();
    await served.close();
  }
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
