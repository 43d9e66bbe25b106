// The scorecard as a browser shows it on a slow phone's processor and line, inside the stand-in's admin:
// cold cache, the frame's own clock, medians of five openings.
import type { Browser, CDPSession, Frame, Page } from "playwright-core";
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

type Seen = { lcp: number; cls: number; inp: number; bytes: number };

export async function* bench(home: string): AsyncIterable<Figure> {
  const executable = findChromium();
  if (!executable) throw new Error("got no Chromium, expected one to measure with: see above");
  const served = await serveShop(home, { orders: 3_000 });
  const browser = await launch(executable);
  try {
    const seen: Seen[] = [];
    for (let run = 0; run < openings; run += 1) seen.push(await open(browser, served.standIn.url));
    const median = (value: (of: Seen) => number) => percentile(seen.map(value), 0.5);
    const at = "at 4× CPU, 10 Mbit/s";
    const ms = (atMost: number) => ({ unit: "ms", atMost });
    yield figure(
      "web",
      `LCP of Home ${at}`,
      median(({ lcp }) => lcp),
      ms(1_500),
    );
    const shift = { unit: "", atMost: 0.05 };
    yield figure(
      "web",
      `CLS of Home ${at}`,
      median(({ cls }) => cls),
      shift,
    );
    yield figure(
      "web",
      `INP of Home ${at}`,
      median(({ inp }) => inp),
      ms(100),
    );
    const weight = { unit: "KB", atMost: 240 };
    yield figure(
      "web",
      "JS and CSS of Home, compressed",
      median(({ bytes }) => bytes / 1024),
      weight,
    );
  } finally {
    await browser.close();
    await served.close();
  }
}

async function open(browser: Browser, url: string): Promise<Seen> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    userAgent,
    locale: "en",
  });
  await context.addInitScript(observe);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await slow(session);
  await page.goto(url, { waitUntil: "commit" });
  const frame = await appOf(page);
  await frame.waitForFunction(isAlive);
  await page.waitForTimeout(settleMs);
  const lcp = await frame.evaluate(() => window.seen.lcp);
  await use(page, frame);
  const { cls, inp } = await frame.evaluate(() => window.seen);
  const bytes = await frame.evaluate(weigh);
  await context.close();
  return { lcp, cls, inp, bytes };
}

async function slow(session: CDPSession): Promise<void> {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", line);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
}

async function appOf(page: Page): Promise<Frame> {
  await page.frameLocator("iframe").locator('[data-kpi="net-sales"]').waitFor();
  return page.frame({ name: "app" })!;
}

/** What people do here: another period, on with the Tab key, a KPI and back. */
async function use(page: Page, frame: Frame): Promise<void> {
  await frame.getByLabel("Period").selectOption("7");
  await frame.waitForURL(/period=7/);
  await page.waitForTimeout(500);
  await frame.locator("body").press("Tab");
  await frame.locator("body").press("Tab");
  await frame.locator('[data-kpi="net-sales"]').click();
  await frame.locator('[data-kpi-page="net-sales"]').waitFor();
  await page.waitForTimeout(500);
  await frame.getByRole("link", { name: "Scorecard" }).first().click();
  await frame.locator('[data-kpi="net-sales"]').waitFor();
  await page.waitForTimeout(500);
}

declare global {
  interface Window {
    seen: { lcp: number; cls: number; inp: number };
  }
}

// In the page, before anything of it runs.
function observe(): void {
  const seen = { lcp: 0, cls: 0, inp: 0 };
  Object.assign(window, { seen });
  const watch = (type: string, note: (entry: PerformanceEntry) => void, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
      ...more,
    });
  watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  watch("layout-shift", (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) seen.cls += shift.value;
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

function isAlive(): boolean {
  const tile = document.querySelector('[data-kpi="net-sales"]');
  return tile !== null && Object.keys(tile).some((key) => key.startsWith("__reactProps"));
}

/** Bytes of scripts and styles as they came over the line, those of the pages visited included. */
function weigh(): number {
  return performance
    .getEntriesByType("resource")
    .filter(({ name }) => /\/assets\/[^?]+\.(js|css)$/.test(name))
    .reduce((all, entry) => all + (entry as PerformanceResourceTiming).encodedBodySize, 0);
}
