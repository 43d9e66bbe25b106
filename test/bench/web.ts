// Home, a KPI and the customers as a browser shows them on a slow phone's processor and line, inside the stand-in's admin:
// cold cache, the frame's own clock, medians of five openings.
import type { Browser, CDPSession, Frame, Locator, Page } from "playwright-core";
import { findChromium, launch } from "../e2e/chromium.ts";
import { browser as userAgent } from "../platform/install-app.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { serveShop } from "./served.ts";

const openings = 5;
const slowdown = 4;
const line = { offline: false, latency: 40, downloadThroughput: 1.25e6, uploadThroughput: 1.25e6 };
/** The page settles, so that late shifts count too. */
const settleMs = 1_500;
/** After each touch: what follows it is over. */
const pauseMs = 500;
/** The pointer over something before it is pressed, and the press. */
const restMs = 150;
const heldMs = 60;

type Seen = { lcp: number; cls: number; shifts: number; inp: number; kilobytes: number };

/** What people open, how it is known to be there, and what they do on it. */
const pages = {
  Home: { path: "/app", alive: '[data-kpi="net-sales"]', use: useHome },
  "a KPI": { path: "/app/kpis/net-sales", alive: "[data-kpi-page] a", use: useKpi },
  Customers: { path: "/app/customers", alive: "tbody th a", use: useCustomers },
};
type Opened = (typeof pages)[keyof typeof pages];

export async function* bench(home: string): AsyncIterable<Figure> {
  const executable = findChromium();
  if (!executable) throw new Error("got no Chromium, expected one to measure with: see above");
  const served = await serveShop(home, { orders: 3_000 });
  const browser = await launch(executable);
  const at = "at 4× CPU, 10 Mbit/s";
  try {
    for (const [name, opened] of Object.entries(pages)) {
      const seen: Seen[] = [];
      for (let run = 0; run < openings; run += 1)
        seen.push(await open(browser, served.standIn.url, opened));
      const told = (what: keyof Seen, words: string, goal: { unit: string; atMost: number }) => {
        const values = seen.map((each) => each[what]);
        return figure("web", words, percentile(values, 0.5), goal);
      };
      yield told("lcp", `LCP of ${name} ${at}`, { unit: "ms", atMost: 1_500 });
      yield told("cls", `CLS of ${name} ${at}`, { unit: "", atMost: 0.05 });
      yield told("shifts", `all shifts of ${name} added up`, { unit: "", atMost: 0.05 });
      yield told("inp", `INP of ${name} ${at}`, { unit: "ms", atMost: 100 });
      const weight = { unit: "KB", atMost: 240 };
      yield told("kilobytes", `JS and CSS of ${name}, compressed`, weight);
    }
  } finally {
    await browser.close();
    await served.close();
  }
}

async function open(browser: Browser, url: string, opened: Opened): Promise<Seen> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    userAgent,
    locale: "en",
  });
  await context.addInitScript(observe);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await slow(session);
  await page.goto(`${url}/?${new URLSearchParams({ path: opened.path })}`, {
    waitUntil: "commit",
  });
  await page.frameLocator("iframe").locator(opened.alive).first().waitFor();
  const frame = page.frame({ name: "app" })!;
  await frame.waitForFunction(isAlive, opened.alive);
  await page.waitForTimeout(settleMs);
  const lcp = await frame.evaluate(() => window.seen.lcp);
  await opened.use(page, frame);
  const { cls, shifts, inp } = await frame.evaluate(() => window.seen);
  const kilobytes = (await frame.evaluate(weigh)) / 1024;
  await context.close();
  return { lcp, cls, shifts, inp, kilobytes };
}

async function slow(session: CDPSession): Promise<void> {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", line);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
}

/** Another period, on with the Tab key, a KPI and back. */
async function useHome(page: Page, frame: Frame): Promise<void> {
  await chooseWeek(frame);
  await page.waitForTimeout(pauseMs);
  await frame.locator("body").press("Tab");
  await frame.locator("body").press("Tab");
  await press(page, frame.locator('[data-kpi="net-sales"]'));
  await frame.locator('[data-kpi-page="net-sales"]').waitFor();
  await page.waitForTimeout(pauseMs);
  await press(page, frame.getByRole("link", { name: "Scorecard" }));
  await frame.locator('[data-kpi="net-sales"]').waitFor();
  await page.waitForTimeout(pauseMs);
}

/** By the key, as a person does it: what a script chooses is no input to the browser. */
async function chooseWeek(frame: Frame): Promise<void> {
  await frame.getByLabel("Period").press("ArrowUp");
  await frame.waitForURL(/period=7/);
}

/** Another period, the numbers of the chart as a table. */
async function useKpi(page: Page, frame: Frame): Promise<void> {
  await chooseWeek(frame);
  await page.waitForTimeout(pauseMs);
  await press(page, frame.getByText("View as table"));
  await page.waitForTimeout(pauseMs);
}

/** Sorted another way, then one of them. */
async function useCustomers(page: Page, frame: Frame): Promise<void> {
  await press(page, frame.locator("thead a, thead button"));
  await page.waitForTimeout(pauseMs);
  await press(page, frame.locator("tbody th a"));
  await frame.locator('[data-page="customer"]').waitFor();
  await page.waitForTimeout(pauseMs);
}

/**
 * The first of them, by the mouse as a hand holds it: it comes, rests, presses. A locator's own click asks
 * the page what lies under the pointer within the press, 10 ms and more that no visitor waits for.
 */
async function press(page: Page, all: Locator): Promise<void> {
  const place = all.first();
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error("got nothing to press, expected it on the page");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.waitForTimeout(restMs);
  await page.mouse.click(x, y, { delay: heldMs });
}

declare global {
  interface Window {
    seen: { lcp: number; cls: number; shifts: number; inp: number };
  }
}

// In the page, before anything of it runs.
function observe(): void {
  const seen = { lcp: 0, cls: 0, shifts: 0, inp: 0 };
  Object.assign(window, { seen });
  const watch = (type: string, note: (entry: PerformanceEntry) => void, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
      ...more,
    });
  watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  // Chromium knows of input to the outermost frame of a process alone; here the app is framed by its own.
  let touchedAt = -Infinity;
  for (const type of ["pointerdown", "keydown"])
    addEventListener(type, ({ timeStamp }) => (touchedAt = timeStamp), { capture: true });
  // web.dev/articles/cls: the largest window of shifts less than 1 s apart and 5 s long at most; what
  // follows an input within 500 ms was expected.
  const open = { from: -Infinity, last: -Infinity, sum: 0 };
  watch("layout-shift", (entry) => {
    const { startTime: at, value } = entry as PerformanceEntry & { value: number };
    if (at >= touchedAt && at - touchedAt < 500) return;
    seen.shifts += value;
    if (at - open.last >= 1_000 || at - open.from >= 5_000)
      Object.assign(open, { from: at, sum: 0 });
    open.last = at;
    open.sum += value;
    seen.cls = Math.max(seen.cls, open.sum);
  });
  // Of so few interactions the slowest is what the browsers call INP.
  watch(
    "event",
    (entry) => {
      const { interactionId } = entry as PerformanceEntry & { interactionId?: number };
      if (interactionId) seen.inp = Math.max(seen.inp, entry.duration);
    },
    { durationThreshold: 16 },
  );
}

function isAlive(selector: string): boolean {
  const tile = document.querySelector(selector);
  return tile !== null && Object.keys(tile).some((key) => key.startsWith("__reactProps"));
}

/** Bytes of scripts and styles as they came over the line, those of the pages visited included. */
function weigh(): number {
  return performance
    .getEntriesByType("resource")
    .filter(({ name }) => /\/assets\/[^?]+\.(js|css)$/.test(name))
    .reduce((all, entry) => all + (entry as PerformanceResourceTiming).encodedBodySize, 0);
}
