// Money entered by hand by somebody who errs first: spend on the Marketing panel, a cost rule on Costs.
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

const { openAdmin } = adminForTests({ orders: 40 });

browserTest(
  "spend and a cost rule typed on their panels are told what is wrong, then counted there",
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

    await page.getByRole("link", { name: "Settings", exact: true }).click();
    await frame.getByRole("link", { name: "Cost rules" }).click();
    await frame.getByText("No rules yet").waitFor();
    // A choice once orders that name theirs are read; typed before.
    const gateway = frame.getByRole("combobox", { name: "Payment gateway" });
    await gateway.selectOption("shopify_payments", { timeout: 40_000 });
    await frame.getByLabel("From").fill("2025-01-01");
    await frame.getByRole("button", { name: "Save rule" }).click();
    await frame.getByText("got no amount, expected at least one").waitFor();
    await frame.getByLabel("% of what the buyer is charged").fill("1,9");
    await frame.getByRole("button", { name: "Save rule" }).click();
    const rules = frame.getByRole("table", { name: /^Cost rules with what they apply to/ });
    await rules.getByText("1.9%").waitFor({ timeout: 40_000 });
    await frame.getByText("known by a rule").waitFor();
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  },
);
