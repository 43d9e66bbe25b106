// The theme block as a shop renders it, in a browser: nothing moves, nothing is asked or kept without
// consent, and axe finds nothing.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveProducts } from "../platform/shop-products.ts";
import { gid, levelKey, type Store } from "../platform/store.ts";
import { blockDefaults, renderBlock } from "../platform/theme-block.ts";
import { generateStore } from "../platform/trade.ts";
import { findChromium, launch } from "./chromium.ts";

const chromium = findChromium();
const shopPath = "/__platform/shop/";
const app = { key: "window-key", secret: "window-secret" };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let store: Store;
let server: Server;
let browser: Browser;
let base = "";
/** What the made-up app was asked through its proxy. */
let asked: URL[] = [];
let ids: number[] = [];

const place = (owner: number, key: string, listed: number[]) =>
  store.metafields.set(`${gid("Product", owner)} $app ${key}`, {
    ownerId: gid("Product", owner),
    namespace: "$app",
    ...{ key, type: "list.product_reference" },
    value: JSON.stringify(listed.map((id) => gid("Product", id))),
  });
function stock(id: number, available: number) {
  for (const { inventory_item_id: item } of store.products.get(id)!.variants) {
    for (const where of store.locations.keys()) {
      const level = store.levels.get(levelKey(item, where));
      if (level) level.available = available;
    }
  }
}

beforeAll(async () => {
  if (!chromium) return;
  store = generateStore({ orders: 30, seed: 5, now: new Date() }).store;
  const tracked = [...store.products.values()].filter(({ id, status, variants }) => {
    const items = variants.map(({ inventory_item_id: item }) => item);
    const places = [...store.locations.keys()];
    const isKept = items.some((item) => places.some((at) => store.levels.has(levelKey(item, at))));
    return status === "active" && isKept && id > 0;
  });
  ids = tracked.map(({ id }) => id).slice(0, 8);
  for (const id of ids) stock(id, 5);
  server = createServer((req, res) => {
    const to = new URL(req.url ?? "/", base);
    if (to.pathname.startsWith("/apps/fourfold/")) {
      asked.push(to);
      const items = ids
        .slice(4, 8)
        .map((id) => ({ url: `/products/${store.products.get(id)!.handle}` }));
      res.setHeader("content-type", "application/json");
      res.end(JSON.stringify({ items }));
      return;
    }
    const given = { store, app, appUrl: () => base, shopPath };
    void serveProducts(given, { req, res, to }).then((isServed) => isServed || res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch(chromium);
});
afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
});

/** Layout shifts of a page from its first paint on, its own ones and those a script makes. */
async function open(path: string, width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as never as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${base}${shopPath}${path}`, { waitUntil: "load" });
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  return page;
}
const shifted = (page: Page) =>
  page.evaluate(() => (window as never as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0));
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    (window as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run(),
  );
  return found.violations.map(({ id }) => id);
}
const isSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
const titles = (page: Page) => page.locator(".fourfold__title").allTextContents();
const names = (...listed: number[]) => listed.map((id) => store.products.get(id)!.title);

test.runIf(chromium)(
  "a product's page shows what goes with it, and nothing on it moves",
  async () => {
    const [owner, first, second, out] = ids as [number, number, number, number];
    place(owner, "recommended", [first, out, second, owner]);
    stock(out, 0);
    for (const width of [1280, 375]) {
      const page = await open(`product?product=${owner}`, width);
      expect(await titles(page)).toEqual(names(first, second));
      expect(await page.locator(".fourfold h2").textContent()).toBe("Goes well with it");
      expect(await shifted(page), `${width}`).toBe(0);
      expect(await faults(page), `${width}`).toEqual([]);
      expect(await isSideways(page), `${width}`).toBe(false);
      expect(await page.locator(".fourfold script").count()).toBe(0);
      await page.close();
    }
    // Sold out itself: what can stand in for it.
    place(owner, "instead", [second]);
    stock(owner, 0);
    const page = await open(`product?product=${owner}`, 1280);
    expect(await titles(page)).toEqual(names(second));
    expect(await page.locator(".fourfold h2").textContent()).toBe("In stock instead");
    await page.close();
    stock(owner, 5);
    stock(out, 5);
  },
);

test.runIf(chromium)(
  "a customer's own products take the same places, only with their consent",
  async () => {
    for (const width of [1280, 375]) {
      const own = await open("home?customer=77&consent=yes", width);
      await own.locator("h2", { hasText: "For you" }).waitFor();
      expect(await titles(own)).toEqual(names(...ids.slice(4, 8)));
      expect(await shifted(own), `${width}`).toBe(0);
      expect(await faults(own), `${width}`).toEqual([]);
      expect(await isSideways(own), `${width}`).toBe(false);
      expect(await own.context().cookies()).toEqual([]);
      expect(await own.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
      await own.close();
    }
    expect(asked.map((url) => url.searchParams.get("logged_in_customer_id"))).toEqual(["77", "77"]);
    asked = [];
    for (const path of ["home?customer=77", "home", "home?consent=yes"]) {
      const page = await open(path, 1280);
      expect(await page.locator(".fourfold h2").textContent(), path).toBe("You may also like");
      await page.close();
    }
    expect(asked).toEqual([]);
  },
);

test("without a list there is nothing on the page, and a word in the editor", async () => {
  const bare = generateStore({ orders: 1, seed: 6, now: new Date() }).store;
  const [product] = bare.products.keys();
  expect(await renderBlock(bare, "goes-with", { product })).toBe("");
  expect(await renderBlock(bare, "for-you", {})).toBe("");
  const hint = await renderBlock(bare, "goes-with", { product, isEditor: true });
  expect(hint).toContain("has no products to show beside this one yet");
  expect(blockDefaults("goes-with")).toMatchObject({ limit: 4, show_price: true });
});
