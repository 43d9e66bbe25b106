import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";

const { openAdmin, shop } = adminForTests();

const netSales = '[data-kpi="net-sales"] .ff-value';

browserTest(
  "a signed order changes the net-sales tile by itself, without a reload",
  { timeout: 120_000 },
  async () => {
    const { frame, complaints, close } = await openAdmin();
    await frame.evaluate(() => Object.assign(window, { notReloaded: true }));
    // 119.00 with 19 % tax inside is 100.00 of net sales.
    expect(await shop().sell()).toBe(200);
    await frame.locator(netSales, { hasText: "€100.00" }).waitFor({ timeout: 40_000 });
    expect(await shop().sell()).toBe(200);
    await frame.locator(netSales, { hasText: "€200.00" }).waitFor({ timeout: 40_000 });
    // Each choice gives up the page that the one before it asked for, some of them halfway.
    for (const period of ["7", "90", "365", "7", "this-month", "90", "30"]) {
      await frame.getByLabel("Period").selectOption(period);
    }
    await frame.waitForURL(/period=30/);
    await frame.locator(netSales, { hasText: "€200.00" }).waitFor();
    expect(await frame.evaluate(() => "notReloaded" in window)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "with storage denied the page works, client navigation and live numbers included",
  { timeout: 120_000 },
  async () => {
    const { frame, complaints, close } = await openAdmin({
      deniedStorage: true,
    });
    await frame.getByLabel("Period").selectOption("7");
    await frame.waitForURL(/period=7/);
    // Far down on Home; its page begins at the top all the same.
    await frame.locator('[data-row="technology-adoption"]').click();
    await frame.locator('[data-kpi-page="technology-adoption"]').waitFor();
    await expect.poll(() => frame.evaluate(() => window.scrollY)).toBe(0);
    await frame.getByRole("link", { name: "Scorecard" }).click();
    await frame.locator(netSales).waitFor();
    const before = await frame.locator(netSales).textContent();
    expect(await shop().sell()).toBe(200);
    await expect
      .poll(() => frame.locator(netSales).textContent(), { timeout: 40_000 })
      .not.toBe(before);
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "the admin around the app gets its menu and title, and both say that the data is made up",
  { timeout: 120_000 },
  async () => {
    const { page, frame, close } = await openAdmin();
    await page.getByRole("navigation").getByRole("link", { name: "Scorecard" }).waitFor();
    await page.locator("#title", { hasText: "Scorecard" }).waitFor();
    await page.locator(".demo", { hasText: "Demo data" }).waitFor();
    await frame.locator(".ff-demo", { hasText: "Demo data" }).waitFor();
    await close();
  },
);
