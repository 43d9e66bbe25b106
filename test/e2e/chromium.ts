// The browser of the browser tests: Debian's Chromium, or what CHROMIUM names.
import { existsSync } from "node:fs";
import { chromium, type Browser, type Frame, type Page } from "playwright-core";
import { browser as userAgent } from "../platform/install-app.ts";

const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Path of the browser, or null after saying loudly that there is none; in CI that is a failure. */
export function findChromium(): string | null {
  const found = places.find((place) => place && existsSync(place));
  if (found) return found;
  const words = "NO CHROMIUM FOUND: the browser tests did not run. Install it or set CHROMIUM.";
  if (process.env.CI) throw new Error(words);
  process.stderr.write(`\n${"!".repeat(words.length)}\n${words}\n${"!".repeat(words.length)}\n\n`);
  return null;
}

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      // Else a page may not frame a server of this machine.
      "--disable-features=LocalNetworkAccessChecks",
    ],
  });
}

export type Opened = {
  page: Page;
  /** The app inside the admin. */
  frame: Frame;
  /** What the page complained about so far. */
  complaints: string[];
  close(): Promise<void>;
};

export type AdminOptions = { width?: number; deniedStorage?: boolean };

/** The admin with the app in it, scorecard shown. */
export async function openAdmin(
  browser: Browser,
  url: string,
  options: AdminOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    // The app's library answers 410 to what calls itself headless.
    userAgent,
    locale: "en",
  });
  if (options.deniedStorage) await context.addInitScript(denyStorage);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    const isComplaint = ["error", "warning"].includes(message.type()) && !isOfPace(message.text());
    if (isComplaint) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await page.frameLocator("iframe").locator('[data-kpi="net-sales"]').waitFor();
  const frame = page.frame({ name: "app" })!;
  await frame.waitForFunction(isAlive);
  return { page, frame, complaints, close: () => context.close() };
}

/** On a busy machine what was loaded ahead of a click waits longer than the browser thinks right. */
const isOfPace = (text: string) => text.includes("was preloaded using link preload but not used");

// The page came from the server; only once React holds it does the admin's menu lead anywhere.
function isAlive(): boolean {
  const tile = document.querySelector('[data-kpi="net-sales"]');
  return tile !== null && Object.keys(tile).some((key) => key.startsWith("__reactProps"));
}

// What a browser does that blocks third-party storage: the mere mention throws.
function denyStorage(): void {
  for (const name of ["sessionStorage", "localStorage"]) {
    Object.defineProperty(window, name, {
      configurable: true,
      get() {
        throw new DOMException(`Failed to read '${name}'`, "SecurityError");
      },
    });
  }
}
