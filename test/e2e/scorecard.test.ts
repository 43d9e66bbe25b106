import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium, launch, openAdmin } from "./chromium.ts";
import { openSmallShop, type SmallShop } from "./small-shop.ts";

const chromium = findChromium();
let shop: SmallShop;
let browser: Browser;

beforeAll(async () => {
  if (!chromium) return;
  shop = await openSmallShop();
  browser = await launch(chromium);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

const netSales = '[data-kpi="net-sales"] .ff-value';

test.skipIf(!chromium)(
  "a signed order changes the net-sales tile by itself, without a reload",
  { timeout: 120_000 },
  async () => {
    const { frame, complaints, close } = await openAdmin(browser, shop.url);
    await frame.evaluate(() => Object.assign(window, { notReloaded: true }));
    // 119.00 with 19 % tax inside is 100.00 of net sales.
    expect(await shop.sell()).toBe(200);
    await frame.locator(netSales, { hasText: "€100.00" }).waitFor({ timeout: 40_000 });
    expect(await shop.sell()).toBe(200);
    await frame.locator(netSales, { hasText: "€200.00" }).waitFor({ timeout: 40_000 });
    expect(await frame.evaluate(() => "notReloaded" in window)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  },
);

test.skipIf(!chromium)(
  "with storage denied the page works, client navigation and live numbers included",
  { timeout: 120_000 },
  async () => {
    const { frame, complaints, close } = await openAdmin(browser, shop.url, {
      deniedStorage: true,
    });
    await frame.getByLabel("Period").selectOption("7");
    await frame.waitForURL(/period=7/);
    await frame.locator('[data-kpi="net-sales"]').click();
    await frame.getByRole("link", { name: "Scorecard" }).click();
    await frame.locator(netSales).waitFor();
    const before = await frame.locator(netSales).textContent();
    expect(await shop.sell()).toBe(200);
    await expect
      .poll(() => frame.locator(netSales).textContent(), { timeout: 40_000 })
      .not.toBe(before);
    expect(complaints).toEqual([]);
    await close();
  },
);

test.skipIf(!chromium)(
  "the admin around the app gets its menu and title, and both say that the data is made up",
  { timeout: 120_000 },
  async () => {
    const { page, frame, close } = await openAdmin(browser, shop.url);
    await page.getByRole("navigation").getByRole("link", { name: "Scorecard" }).waitFor();
    await page.locator("#title", { hasText: "Scorecard" }).waitFor();
    await page.locator(".demo", { hasText: "Demo data" }).waitFor();
    await frame.locator(".ff-demo", { hasText: "Demo data" }).waitFor();
    await close();
  },
);
