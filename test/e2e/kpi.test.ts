// From the scorecard to one number and back, by mouse and by keyboard.
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";

const { openAdmin } = adminForTests({
  async furnish(shop) {
    // The last one in the period before.
    for (const daysAgo of [0, 1, 2, 40]) await shop.sell({ daysAgo });
  },
});

const tile = '[data-kpi="net-sales"]';
const page = '[data-kpi-page="net-sales"]';

browserTest(
  "a tile opens its KPI, another split keeps the period, and back leads home with it",
  { timeout: 120_000 },
  async () => {
    const { page: tab, frame, complaints, close } = await openAdmin();
    await frame.locator(`${tile} .ff-value`, { hasText: "€300.00" }).waitFor({ timeout: 40_000 });
    await frame.getByLabel("Period").selectOption("7");
    await frame.waitForURL(/period=7/);
    await frame.locator(tile).click();
    await frame.locator(`${page} [data-value]`, { hasText: "€300.00" }).waitFor();
    await frame.getByRole("heading", { name: "How it is counted" }).waitFor();
    await frame.getByRole("link", { name: "Region" }).click();
    await frame.waitForURL(/by=region/);
    expect(new URL(frame.url()).searchParams.get("period")).toBe("7");
    const table = frame.getByRole("table", { name: "Net sales by Region" });
    await table.getByText("€300.00").waitFor();
    expect(await frame.getByRole("link", { name: /^Open .* in Shopify/ }).count()).toBe(3);
    await frame.getByRole("link", { name: "Scorecard" }).click();
    await frame.locator(tile).waitFor();
    expect(await frame.getByLabel("Period").inputValue()).toBe("7");
    await tab.locator("#title", { hasText: "Scorecard" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "from Home to the orders behind a cause in three clicks, and back to all of them",
  { timeout: 120_000 },
  async () => {
    const { frame, complaints, close } = await openAdmin();
    await frame.locator(tile).click();
    await frame.getByRole("heading", { name: "Why" }).waitFor();
    await frame.getByRole("link", { name: "Volume" }).click();
    await frame.waitForURL(/effect=volume/);
    await frame.getByText("Only Volume").waitFor();
    const open = frame.getByRole("link", { name: /^Open .* in Shopify/ });
    expect(await open.count()).toBe(3);
    // It is what the eye is led to.
    expect(await open.first().evaluate((link) => link.getBoundingClientRect().top)).toBeLessThan(
      await frame.evaluate(() => window.innerHeight),
    );
    await frame.getByRole("link", { name: "Show all" }).click();
    await frame.waitForURL((url) => !url.search.includes("effect"));
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "the chart is one stop for the Tab key, arrow keys read its points",
  { timeout: 120_000 },
  async () => {
    const { frame, close } = await openAdmin();
    await frame.locator(tile).click();
    const points = frame.getByRole("group", { name: /^Points of the chart/ });
    await points.waitFor();
    expect(await points.locator('[tabindex="0"]').count()).toBe(1);
    await points.locator('[tabindex="0"]').focus();
    const read = () => frame.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(await read()).toContain("(so far): €100.00");
    await frame.page().keyboard.press("ArrowLeft");
    expect(await read()).toMatch(/^\w+ \d+: €100\.00/);
    await frame.getByRole("region", { name: "Over time" }).getByText("View as table").click();
    await frame.getByRole("cell", { name: "€100.00" }).first().waitFor();
    await close();
  },
);

browserTest(
  "a KPI that does not exist is told inside the frame, with the way back",
  { timeout: 120_000 },
  async () => {
    const { frame, close } = await openAdmin();
    const told = frame.getByRole("heading", { name: "There is no such number" });
    // Said again until somebody listens: the page may stand before its script does.
    for (let tries = 0; tries < 60 && !(await told.isVisible()); tries += 1) {
      await frame.evaluate(() => {
        const link = document.createElement("a");
        link.href = "/app/kpis/no-such";
        document.body.append(link);
        link.dispatchEvent(new Event("shopify:navigate", { bubbles: true }));
      });
      await told.waitFor({ timeout: 500 }).catch(() => undefined);
    }
    await told.waitFor();
    await frame.locator(".ff-demo").waitFor();
    await frame.getByRole("link", { name: "Go to the scorecard" }).click();
    await frame.locator(tile).waitFor();
    await close();
  },
);
