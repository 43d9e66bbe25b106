// What nearly every browser test begins with: a small shop, a browser, the admin with the app in it.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { findChromium, launch, openAdmin, type AdminOptions, type Opened } from "./chromium.ts";
import { openSmallShop, type SmallShop, type SmallShopOptions } from "./small-shop.ts";

const chromium = findChromium();

/** A test that is skipped where there is no Chromium. */
export const browserTest = test.skipIf(!chromium);

/**
 * One shop and one browser for the tests of a file, gone after them.
 * @param options.furnish what the shop is given before the first test
 */
export function adminForTests({
  furnish,
  ...options
}: SmallShopOptions & { furnish?(shop: SmallShop): Promise<void> } = {}) {
  let shop: SmallShop;
  let browser: Browser;
  beforeAll(async () => {
    if (!chromium) return;
    shop = await openSmallShop(options);
    browser = await launch(chromium);
    await furnish?.(shop);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });
  return {
    shop: () => shop,
    browser: () => browser,
    openAdmin: (how?: AdminOptions): Promise<Opened> => openAdmin(browser, shop.url, how),
  };
}
