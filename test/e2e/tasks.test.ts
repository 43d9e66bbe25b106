// From a target to what is done about it: off, why, the orders behind it, a task.
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, unreached } from "./axe.ts";

/** Days back to the middle of the month before, whichever day it is, by the clock of the run. */
const lastMonth = () => new Date().getUTCDate() + 10;

const { openAdmin } = adminForTests({
  async furnish(shop) {
    // The last one in the month before, so that there is a gap to explain.
    for (const more of [0, 1, 2, 31]) await shop.sell({ daysAgo: lastMonth() + more });
  },
});

browserTest("target, off, cause, orders, task", { timeout: 120_000 }, async () => {
  const { page, frame, complaints, close } = await openAdmin();
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await frame.getByRole("button", { name: "Add target" }).click();
  await frame.getByLabel("Number", { exact: true }).selectOption("net-sales");
  await frame.getByLabel("Target", { exact: true }).fill("5000");
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await bar.getByRole("button", { name: "Save" }).click();
  await page.getByText("Settings saved").waitFor();

  await page.getByRole("link", { name: "Scorecard", exact: true }).click();
  await frame.getByLabel("Period").selectOption("last-month");
  const tile = frame.locator('[data-kpi="net-sales"]');
  await tile.getByText("Off", { exact: true }).waitFor({ timeout: 40_000 });
  await frame.getByRole("heading", { name: "Furthest from target" }).waitFor();
  await tile.click();
  await frame.getByRole("heading", { name: "Why" }).waitFor();
  await frame.getByRole("link", { name: "Volume" }).click();
  await frame.getByText("Only Volume").waitFor();
  expect(await frame.getByRole("link", { name: /^Open .* in Shopify/ }).count()).toBe(3);

  await frame.getByRole("button", { name: "Add task" }).click();
  await frame.getByText("Say what is to be done").waitFor();
  await frame.getByLabel("What is to be done").fill("Ask old customers back");
  await frame.getByLabel("Who", { exact: true }).fill("Ana");
  await frame.getByRole("button", { name: "Add task" }).click();
  await frame.getByText("It waits under “Needs you”").waitFor();
  await frame.getByText(/Through Volume it moved by \+/).waitFor();
  await frame.getByLabel("Who answers for this number").fill("Ana");
  await frame.getByRole("button", { name: "Set owner" }).click();
  await frame.getByRole("link", { name: "Numbers of Ana" }).click();
  await frame.locator('[data-page="mine"] [data-row="net-sales"]').waitFor();
  await frame.getByText("Net sales: Ask old customers back").waitFor();
  expect(await faultsOf(frame)).toEqual([]);
  expect(await unreached(frame)).toEqual([]);

  await page.getByRole("link", { name: "Scorecard", exact: true }).click();
  await frame.getByRole("heading", { name: "Needs you" }).waitFor();
  await frame.getByText("Ask old customers back").waitFor();
  await frame.getByLabel("Period").selectOption("last-month");
  await tile.getByText("Off", { exact: true }).waitFor();
  await frame.getByRole("link", { name: "Open: Net sales" }).click();
  // What is worth most stands above, and knows that it is a task.
  await frame.getByRole("link", { name: "Close the gap of Net sales" }).waitFor();
  await frame.getByText("Is a task").waitFor();
  await frame.getByLabel("Note").fill("Letter is out");
  await bar.getByRole("button", { name: "Save" }).click();
  await page.getByText("Tasks saved").waitFor();
  await frame.getByRole("button", { name: "Done: Net sales" }).click();
  await frame.getByRole("heading", { name: "Nothing is open" }).waitFor();
  await frame.getByText("Letter is out").waitFor();
  await frame.getByRole("button", { name: "Make it a task: Close the gap of Net sales" }).click();
  await frame.getByRole("heading", { name: "Close the gap of Net sales" }).waitFor();
  await frame.getByText("Is a task").waitFor();
  expect(await faultsOf(frame)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
