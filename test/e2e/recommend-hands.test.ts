// A merchant's own hand on the lists, and the list of one customer.
import type { Frame } from "playwright-core";
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";
import { panels, type Place } from "./places.ts";

const { openAdmin } = adminForTests({ orders: 150 });

/** The history is read and counted: a minute at most. */
const untilRead = (frame: Frame) =>
  frame.locator('[data-row="returning-share"] .ff-number').waitFor({ timeout: 120_000 });

const listed = (frame: Frame) => frame.locator("[data-recommend] tbody tr");
const titles = (frame: Frame) => listed(frame).getByRole("rowheader").getByRole("link");

/** With its list: pairs are counted some while after the orders are, at most a minute. */
async function openProduct({ page, frame }: Place, title: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.getByRole("link", { name: "Products" }).click();
        await frame.getByLabel("Find by title or SKU").fill(title);
        await frame.getByRole("link", { name: title, exact: true }).click();
        await frame.getByRole("heading", { name: title, level: 1 }).waitFor();
        await frame.locator("[data-recommend]").waitFor();
        return listed(frame).count();
      },
      { timeout: 120_000, interval: 2_000 },
    )
    .toBeGreaterThan(0);
}

browserTest(
  "what the merchant pins comes first, what they ban is gone, and both last",
  { timeout: 240_000 },
  async () => {
    const first = await openAdmin();
    await untilRead(first.frame);
    await first.page.getByRole("link", { name: "Products" }).click();
    const rows = first.frame.locator('[data-page="products"] tbody tr');
    const product = (await rows.first().getByRole("rowheader").textContent())!;
    await openProduct(first, product);
    const before = await titles(first.frame).allTextContents();
    const [banned, pinned] = [before[0]!, before.at(-1)!];
    expect(new Set([product, banned, pinned]).size).toBe(3);

    const button = (frame: Frame, name: string) => frame.getByRole("button", { name, exact: true });
    await button(first.frame, `Pin ${pinned}`).click();
    await expect.poll(() => titles(first.frame).first().textContent()).toBe(pinned);
    await listed(first.frame).first().getByText("Your choice").waitFor();
    await button(first.frame, `Not here: ${banned}`).click();
    await first.frame.getByText(`${banned}, not beside this product`).waitFor();
    expect(await titles(first.frame).allTextContents()).not.toContain(banned);
    expect(first.complaints).toEqual([]);
    await first.close();

    const again = await openAdmin();
    await openProduct(again, product);
    const after = await titles(again.frame).allTextContents();
    expect(after[0]).toBe(pinned);
    expect(after).not.toContain(banned);
    await button(again.frame, `Allow again: ${banned}`).click();
    await button(again.frame, `Unpin ${pinned}`).click();
    await expect.poll(() => titles(again.frame).allTextContents()).toEqual(before);
    expect(again.complaints).toEqual([]);
    await again.close();
  },
);

browserTest(
  "one customer's page lists what to offer them, each with its reason",
  { timeout: 240_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    await untilRead(frame);
    await panels["One customer"]!({ page, frame });
    await frame.getByRole("heading", { name: "Recommended for this customer" }).waitFor();
    await listed(frame).first().waitFor();
    const reasons = await listed(frame).locator("td:nth-of-type(1)").allTextContents();
    expect(reasons.length).toBeGreaterThan(0);
    // Each counts something: orders, customers, days.
    for (const reason of reasons) expect(reason).toMatch(/\d|only order/);
    expect(complaints).toEqual([]);
    await close();
  },
);

for (const width of [1280, 375]) {
  browserTest(
    `pages with recommendations fit ${width} pixels and axe`,
    { timeout: 240_000 },
    async () => {
      const { page, frame, close } = await openAdmin({ width });
      await untilRead(frame);
      for (const name of ["One customer", "One product"]) {
        await panels[name]!({ page, frame });
        await listed(frame).first().waitFor();
        expect.soft(await sideways(frame), name).toBe(0);
        expect.soft(await faultsOf(frame), name).toEqual([]);
      }
      await close();
    },
  );
}
