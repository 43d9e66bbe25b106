// The merchant's way in, from the admin of a shop that has never seen the app to a number that moves.
import type { Browser } from "playwright-core";
import { afterAll, beforeEach, afterEach, beforeAll, expect, test } from "vitest";
import { dayIn } from "../../app/ledger/day.ts";
import { findChromium, launch, openAdmin } from "./chromium.ts";
import { openSmallShop, type SmallShop } from "./small-shop.ts";

const chromium = findChromium();
let shop: SmallShop;
let browser: Browser;

beforeAll(async () => {
  if (chromium) browser = await launch(chromium);
});
afterAll(() => browser?.close());

/** Twelve orders of €100.00 net each, none cancelled, all within the last 30 days. */
const history = Array.from({ length: 12 }, (_, at) => at + 1);

/** Days from the oldest order on to today, both counted, as the shop's clock has them. */
function daysSince({ store }: SmallShop["trade"]): number {
  const dayOf = (at: number) => Date.parse(dayIn(new Date(at), store.shop.timeZone)) / 86_400_000;
  const sold = [...store.orders.values()].map((order) => Date.parse(order.processed_at));
  return dayOf(Date.now()) - dayOf(Math.min(...sold)) + 1;
}

beforeEach(async () => {
  if (chromium) shop = await openSmallShop({ history, isInstalled: false });
}, 180_000);
afterEach(() => shop?.close());

for (const deniedStorage of [false, true]) {
  test.skipIf(!chromium)(
    `opened for the first time${deniedStorage ? ", storage denied," : ""} it reads the history, takes a target, follows an order`,
    { timeout: 120_000 },
    async () => {
      const { page, frame, complaints, close } = await openAdmin(browser, shop.url, {
        deniedStorage,
      });
      const row = (id: string) => frame.locator(`[data-row="${id}"]`);
      const count = row("orders").locator(".ff-number");
      await count.getByText("12", { exact: true }).waitFor({ timeout: 60_000 });
      await frame.locator('[data-kpi="net-sales"] .ff-value', { hasText: "€1,200" }).waitFor();
      // Twelve days before the first look and today, and one more when midnight passes meanwhile.
      const days = daysSince(shop.trade);
      await frame.getByText(new RegExp(`(${days}|${days + 1}) of 30 days`)).waitFor();

      await row("cancel-rate").click();
      const number = frame.locator('[data-kpi-page="cancel-rate"]');
      await number.getByText("No target").waitFor();

      await page.getByRole("link", { name: "Settings" }).click();
      await frame.getByRole("button", { name: "Add target" }).click();
      await frame.getByLabel("Number", { exact: true }).selectOption("cancel-rate");
      // Were 30 % cancelled, none of 12 would be in 1.4 % of months (0.7¹²): surely less are.
      await frame.getByLabel("Target", { exact: true }).fill("30");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Settings saved").waitFor();

      await page.getByRole("link", { name: "Scorecard" }).click();
      await row("cancel-rate").getByText("On", { exact: true }).waitFor();
      await row("cancel-rate").click();
      await number.getByText("That reaches the target of 30%.").waitFor();

      await page.getByRole("link", { name: "Scorecard" }).click();
      await row("orders").waitFor();
      await frame.evaluate(() => Object.assign(window, { notReloaded: true }));
      await page.getByRole("button", { name: "Place an order" }).click();
      await page.getByText(/^Demo data: #1013 placed/).waitFor();
      await count.getByText("13", { exact: true }).waitFor({ timeout: 20_000 });
      expect(await frame.evaluate(() => "notReloaded" in window)).toBe(true);
      expect(complaints).toEqual([]);
      await close();
    },
  );
}
