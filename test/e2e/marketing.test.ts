// Spend entered by hand on the Marketing panel, by somebody who errs first.
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

const { openAdmin } = adminForTests({ orders: 40 });

browserTest(
  "spend typed on the panel is told what is wrong, then counted there",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin({ width: 375 });
    await page.getByRole("link", { name: "Marketing", exact: true }).click();
    await frame.getByRole("heading", { name: "No advertising spend in these days yet" }).waitFor();
    await frame.getByLabel("Campaign").fill("Flyer");
    await frame.getByLabel("Amount in EUR").fill("twelve");
    await frame.getByLabel("Channel", { exact: true }).selectOption("offline");
    await frame.getByRole("button", { name: "Save spend" }).click();
    await frame.getByText('got "twelve", expected an amount such as 1234.50').waitFor();
    await frame.getByLabel("Amount in EUR").fill("12,50");
    await frame.getByRole("button", { name: "Save spend" }).click();
    await frame.getByText("Saved").waitFor();
    const channels = frame.getByRole("table", { name: /^Channels with what they cost/ });
    await channels.getByText("Catalogue and offline").waitFor({ timeout: 40_000 });
    await channels.getByText("€12.50").first().waitFor();
    await frame.getByRole("heading", { name: "What this is evidence for" }).waitFor();
    expect(await frame.getByLabel("Campaign").inputValue()).toBe("Flyer");
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  },
);
