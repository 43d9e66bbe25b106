// Stock as the panel tells it, on a phone: what is to be done, one item, a delivery time typed wrong first.
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

const { openAdmin } = adminForTests({ orders: 60 });

browserTest(
  "what lies in stock is told by what is to be done, and a delivery time is kept",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin({ width: 375 });
    await page.getByRole("link", { name: "Stock", exact: true }).click();
    const totals = frame.getByRole("navigation", { name: "Stock by what is to be done" });
    await totals.waitFor({ timeout: 90_000 });
    expect(await totals.getByRole("link").count()).toBe(5);
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);

    await frame.getByLabel("Search by title, SKU or location").fill("NW-001");
    await frame.locator('[data-page="stock"] tbody th').first().getByText("NW-001").waitFor();
    await frame.locator('[data-page="stock"] tbody th a').first().click();
    await frame.locator('[data-page="stock-item"]').waitFor();
    await frame.getByRole("heading", { name: "Sold by week, all locations together" }).waitFor();
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);
    await frame.getByRole("link", { name: "← Stock" }).click();

    await frame.getByLabel("Vendor").fill("Nordwind");
    await frame.getByLabel("Days", { exact: true }).fill("soon");
    await frame.getByRole("button", { name: "Save days" }).click();
    await frame.getByText('got "soon", expected whole days from 1 to 365').waitFor();
    await frame.getByLabel("Days", { exact: true }).fill("9");
    await frame.getByRole("button", { name: "Save days" }).click();
    await frame.getByText("Saved. The forecast follows").waitFor();
    const own = frame.getByRole("table", { name: "Delivery times by vendor and SKU" });
    await own.getByText("Nordwind").waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);
