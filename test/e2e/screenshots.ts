// npm run screenshots: the pictures of the README, of a made-up shop in the stand-in admin, whose bar
// says "Demo data", into test/e2e/pictures/. WebP, because a page of text is a third of its PNG.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Frame } from "playwright-core";
import type { Opened } from "./chromium.ts";

process.env.FOURFOLD_KEY ??= "a key that only the screenshots know and nobody else";

const { findChromium, launch, openAdmin } = await import("./chromium.ts");
const { panels } = await import("./places.ts");
const { pictureShops } = await import("./picture-shops.ts");

const folder = join(import.meta.dirname, "pictures");
const quality = 0.8;

type Picture = {
  name: string;
  width: number;
  height: number;
  open(opened: Opened): Promise<void>;
};

const pictures: Picture[] = [
  {
    ...{ name: "scorecard", width: 1280, height: 1000 },
    async open({ frame }) {
      // The guide is for the first day.
      await frame.getByRole("button", { name: "Hide first steps" }).click();
      await frame.locator("[data-step]").first().waitFor({ state: "detached" });
    },
  },
  {
    ...{ name: "kpi", width: 1280, height: 1150 },
    open: async (opened) => panels["Net sales"]!(opened),
  },
  {
    ...{ name: "product", width: 1280, height: 640 },
    open: async ({ page, frame }) => {
      await page.getByRole("link", { name: "Products" }).click();
      await openWithPairs(frame);
    },
  },
  { ...{ name: "phone", width: 375, height: 900 }, open: async () => undefined },
];

/** Pairs are counted some while after the orders: at most a minute. */
async function openWithPairs(frame: Frame): Promise<void> {
  const product = "Pour-over dripper";
  for (;;) {
    await frame.getByLabel("Find by title or SKU").fill(product);
    await frame.getByRole("link", { name: product, exact: true }).click();
    await frame.locator("[data-recommend]").waitFor();
    if ((await frame.getByText("Bought together", { exact: true }).count()) > 0) return;
    await frame.waitForTimeout(2_000);
    await frame.getByRole("link", { name: "← Products" }).click();
  }
}

const chromium = findChromium();
if (!chromium) process.exit(1);
const shops = await pictureShops();
const browser = await launch(chromium);
try {
  const shop = await shops.open({
    name: "screenshots",
    orders: 2500,
    givesAllOrders: true,
    isUsed: true,
  });
  mkdirSync(folder, { recursive: true });
  for (const picture of pictures) {
    const { name, width, height } = picture;
    const opened = await openAdmin(browser, shop.url, { width });
    await opened.page.setViewportSize({ width, height });
    await picture.open(opened);
    await opened.frame.evaluate(() => window.scrollTo(0, 0));
    await opened.page.waitForTimeout(1_000);
    const file = join(folder, `${name}.webp`);
    writeFileSync(file, await webp(browser, await opened.page.screenshot()));
    await opened.close();
    process.stdout.write(`${name}: ${Math.round(statSync(file).size / 1000)} kB\n`);
  }
  await shop.close();
} finally {
  await browser.close();
  await shops.stop();
}

/** The browser's own encoder: Playwright writes PNG and JPEG only. */
async function webp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const url = await page.evaluate(
    async ([source, quality]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: image.width, height: image.height });
      canvas.getContext("2d")!.drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", quality);
    },
    [`data:image/png;base64,${png.toString("base64")}`, quality] as const,
  );
  await page.close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
