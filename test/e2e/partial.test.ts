import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";

// Shopify takes its time for every bulk operation, so the history stays half read.
const { openAdmin, shop } = adminForTests({ history: [1, 2], isInstalled: false, bulkMs: 600_000 });

browserTest(
  "while the history is read, Home and a KPI's page show what is there and say that it is partial",
  { timeout: 120_000 },
  async () => {
    const { frame, complaints, close } = await openAdmin();
    const said = frame.getByText(/^Partial: \d of \d parts of your history are here so far\.$/);
    await said.waitFor();
    // What happens meanwhile counts at once.
    expect(await shop().sell()).toBe(200);
    const tile = frame.locator('[data-kpi="net-sales"]');
    await tile.getByText("€100.00").waitFor({ timeout: 40_000 });
    await tile.getByText("Partial", { exact: true }).waitFor();
    await tile.click();
    await frame.locator('[data-kpi-page="net-sales"]').waitFor();
    await said.waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);
