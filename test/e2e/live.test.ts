import type { Frame, Request } from "playwright-core";
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";

const { openAdmin, shop } = adminForTests();

const count = '[data-row="orders"] .ff-number';
const shows = (frame: Frame, orders: number) =>
  frame.locator(count).getByText(String(orders), { exact: true }).waitFor({ timeout: 60_000 });

browserTest(
  "an open scorecard goes on by itself after the server was away",
  { timeout: 180_000 },
  async () => {
    const { frame, close } = await openAdmin();
    await frame.evaluate(() => Object.assign(window, { notReloaded: true }));
    expect(await shop().sell()).toBe(200);
    await shows(frame, 1);
    await shop().restart();
    expect(await shop().sell()).toBe(200);
    await shows(frame, 2);
    expect(await frame.evaluate(() => "notReloaded" in window)).toBe(true);
    await close();
  },
);

browserTest(
  "a scorecard that is hidden asks for nothing, and catches up when it is seen again",
  { timeout: 180_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    const isWait = (request: Request) => request.url().includes("/app/version");
    const waiting = new Map<Request, number>();
    page.on("request", (request) => isWait(request) && waiting.set(request, Date.now()));
    page.on("requestfinished", (request) => waiting.delete(request));
    expect(await shop().sell()).toBe(200);
    await shows(frame, 3);
    // Not between two waits: one has been under way for a second.
    const longest = () => Math.max(0, ...[...waiting.values()].map((since) => Date.now() - since));
    await expect.poll(longest).toBeGreaterThan(1_000);
    await frame.evaluate(show, "hidden");
    // That wait ends with this order; the page then rests.
    expect(await shop().sell()).toBe(200);
    await shows(frame, 4);
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/app/version") || request.url().includes(".data")) asked += 1;
    });
    expect(await shop().sell()).toBe(200);
    await page.waitForTimeout(3_000);
    expect(asked).toBe(0);
    expect(await frame.locator(count).textContent()).toBe("4");

    await frame.evaluate(show, "visible");
    await shows(frame, 5);
    expect(complaints).toEqual([]);
    await close();
  },
);

// In the page, as the browser tells it when another tab is chosen.
function show(state: string): void {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}
