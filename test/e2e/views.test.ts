import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

const { openAdmin, shop } = adminForTests();

browserTest(
  "on a phone, by keyboard alone, a list is saved as it is chosen, opened again and deleted",
  { timeout: 120_000 },
  async () => {
    expect(await shop().sell()).toBe(200);
    const { page, frame, complaints, close } = await openAdmin({ width: 375 });
    await frame.locator('[data-kpi="net-sales"]', { hasText: "€100.00" }).waitFor();
    await page.getByRole("link", { name: "Products" }).click();
    const field = frame.getByLabel("Find by title or SKU");
    await field.fill("zzz");
    await frame.getByText("No title and no SKU begins like this.").waitFor();

    const name = "Nothing that the shop sells, under a name as long as one gets";
    const adding = frame.locator(".ff-views summary");
    await adding.press("Enter");
    await frame.getByLabel("Name of the view").fill(name);
    await frame.getByLabel("Name of the view").press("Enter");
    await frame.getByText("Got 61 characters, expected 1 to 60.").waitFor();
    await frame.getByLabel("Name of the view").fill(name.slice(0, 60));
    expect(await faultsOf(frame)).toEqual([]);
    await frame.getByLabel("Name of the view").press("Enter");
    const views = frame.getByRole("navigation", { name: "Saved views" });
    const view = views.getByRole("link");
    await views.locator('[aria-current="true"]').waitFor();
    expect(await view.textContent()).toBe(name.slice(0, 60));
    await frame.locator(".ff-views summary:focus").waitFor();
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);

    await field.fill("");
    await frame.locator('[data-page="products"] tbody tr', { hasText: "€100.00" }).waitFor();
    expect(await views.locator("[aria-current]").count()).toBe(0);
    await view.press("Enter");
    await frame.getByText("No title and no SKU begins like this.").waitFor();
    await views.locator('[aria-current="true"]').waitFor();
    // The field says what the list was searched for, though nobody typed it.
    await expect.poll(() => field.inputValue(), { timeout: 30_000 }).toBe("zzz");

    await views.getByRole("button", { name: /^Delete the view Nothing/ }).press("Enter");
    await views.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await close();
  },
);
