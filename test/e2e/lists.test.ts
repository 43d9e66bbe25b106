import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";

const { openAdmin, shop } = adminForTests();

browserTest(
  "the products list searches while typing, sorts, and hands out its file; guests are told apart",
  { timeout: 120_000 },
  async () => {
    expect(await shop().sell()).toBe(200);
    const { page, frame, complaints, close } = await openAdmin();
    await frame.locator('[data-kpi="net-sales"]', { hasText: "€100.00" }).waitFor();

    await page.getByRole("link", { name: "Products" }).click();
    const rows = frame.locator('[data-page="products"] tbody tr');
    const sold = rows.filter({ hasText: "€100.00" });
    await sold.waitFor();
    const title = (await sold.getByRole("rowheader").textContent())!;
    await frame.getByLabel("Find by title or SKU").pressSequentially("zzz");
    await frame.getByText("No title and no SKU begins like this.").waitFor();
    await frame.getByLabel("Find by title or SKU").fill(title.slice(0, 4));
    await sold.waitFor();
    await frame.getByRole("link", { name: "In stock" }).click();
    await frame.locator('th[aria-sort="descending"]', { hasText: "In stock" }).waitFor();
    expect(new URL(frame.url()).searchParams.get("q")).toBe(title.slice(0, 4));

    // On a phone the headings that sort stay, and no other.
    const { width, height } = page.viewportSize()!;
    await page.setViewportSize({ width: 375, height });
    await frame.getByRole("link", { name: "Units", exact: true }).click();
    await frame.locator('th[aria-sort="descending"]', { hasText: "Units" }).waitFor();
    const heading = (name: string) => frame.locator("thead th", { hasText: name }).boundingBox();
    expect((await heading("Units"))!.height).toBeGreaterThanOrEqual(24);
    expect((await heading("Product"))!.width).toBeLessThanOrEqual(1);
    await page.setViewportSize({ width, height });

    const saving = page.waitForEvent("download");
    await frame.getByRole("button", { name: "Export Products as CSV" }).click();
    const file = await readFile((await (await saving).path())!, "utf8");
    expect(file).toContain(",1,100.00,1,0,");

    await page.getByRole("link", { name: "Customers" }).click();
    await frame.getByText("1 order by a guest names no customer").waitFor();
    await frame.getByLabel(/^Find by e-mail/).fill("#1001");
    await frame.getByText("This order was placed by a guest").waitFor();
    await frame.getByLabel(/^Find by e-mail/).fill("nobody@example.com");
    await frame.getByText("Nobody has exactly this e-mail").waitFor();
    expect(frame.url()).not.toContain("nobody");
    expect(complaints).toEqual([]);
    await close();
  },
);
