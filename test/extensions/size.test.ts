// The bundle a shop gets. Shopify's limit is 64 KB compressed (changelog of 17 Sep 2026), ours is 15.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundleExtension, bundleSurvey } from "../platform/shop-window-bundle.ts";

const most = 15 * 1024;

test("each target's bundle is at most 15 KB compressed and holds nothing of another page", async () => {
  const bundles = await bundleSurvey("https://app.test");
  expect(bundles.map(({ target }) => target)).toEqual([
    "purchase.thank-you.block.render",
    "customer-account.order-status.block.render",
  ]);
  for (const { target, code } of bundles) {
    const bytes = gzipSync(code, { level: 9 }).length;
    expect(bytes, target).toBeLessThanOrEqual(most);
    // Preact alone is 4 KB: less would mean that the bundle is empty.
    expect(bytes, target).toBeGreaterThan(4_000);
    expect(code).toContain("https://app.test");
    expect(code).not.toContain("process.env");
  }
}, 60_000);

test("so is each block of the admin's", async () => {
  const bundles = await bundleExtension("fourfold-lists", "https://app.test");
  expect(bundles.map(({ target }) => target)).toEqual([
    "admin.customer-details.block.render",
    "admin.product-details.block.render",
  ]);
  for (const { target, code } of bundles) {
    const bytes = gzipSync(code, { level: 9 }).length;
    expect(bytes, target).toBeLessThanOrEqual(most);
    expect(bytes, target).toBeGreaterThan(4_000);
    expect(code).toContain("/api/lists");
    expect(code).not.toContain("process.env");
  }
}, 60_000);
