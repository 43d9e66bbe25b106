// Regions become markets: side by side, as a switch of Home and of a number's page, and as a file.
import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

const { openAdmin } = adminForTests({ orders: 60 });

browserTest(
  "a region typed in Settings is a market that sums with Other to the whole, and can be switched to",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    await page.getByRole("link", { name: "Markets", exact: true }).click();
    await frame.getByRole("link", { name: "Define regions" }).click();
    await frame.getByRole("button", { name: "Add region" }).click();
    await frame.getByLabel("Name", { exact: true }).fill("Germany");
    await frame.getByLabel("Places", { exact: true }).fill("DE");
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    await bar.getByRole("button", { name: "Save" }).click();
    await bar.waitFor({ state: "hidden" });

    await page.getByRole("link", { name: "Markets", exact: true }).click();
    const row = (name: string) => frame.getByRole("row", { name: new RegExp(`^${name} `) });
    const orders = async (name: string) =>
      Number((await row(name).getByRole("cell").first().innerText()).match(/\d+/)?.[0] ?? 0);
    await expect.poll(() => orders("Germany"), { timeout: 40_000 }).toBeGreaterThan(0);
    // Months of days follow one after the other.
    const assigning = frame.getByText("orders are being assigned");
    await expect.poll(() => assigning.count(), { timeout: 40_000 }).toBe(0);
    const [all, mine, other] = await Promise.all(
      ["All markets", "Germany", "Other"].map((name) => orders(name)),
    );
    expect(mine! + other!).toBe(all);
    expect(await faultsOf(frame)).toEqual([]);
    expect(await sideways(frame)).toBe(0);
    const saving = page.waitForEvent("download");
    await frame.getByRole("button", { name: "Export Markets as CSV" }).click();
    const file = await readFile((await (await saving).path())!, "utf8");
    expect(file.split("\r\n")[0]).toMatch(/^market,orders,orders_n,net-sales/);
    expect(file).toContain(`\r\nGermany,${mine},`);

    await frame.getByRole("link", { name: "Germany", exact: true }).click();
    await frame.getByRole("heading", { name: "Scorecard", level: 1 }).waitFor();
    await frame.locator('[data-row="orders"]', { hasText: String(mine) }).waitFor();
    expect(await frame.getByLabel("Market").inputValue()).toBe("set:Germany");
    await frame.locator('[data-kpi="net-sales"]').click();
    await frame.locator('[data-kpi-page="net-sales"]').waitFor();
    expect(new URL(frame.url()).searchParams.get("market")).toBe("set:Germany");
    expect(await faultsOf(frame)).toEqual([]);
    await frame.getByLabel("Market").selectOption("");
    await expect.poll(() => new URL(frame.url()).searchParams.get("market")).toBeNull();
    await frame.getByRole("link", { name: "Show channels" }).click();
    await frame.getByRole("columnheader", { name: "Channel" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);
