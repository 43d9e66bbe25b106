// Every panel, full and empty, wide and on a phone: nothing scrolls sideways, axe finds no serious
// fault, the Tab key comes everywhere, every text has words, the console stays silent.
import type { Frame } from "playwright-core";
import { expect } from "vitest";
import texts from "../../app/panels/locales/en.json" with { type: "json" };
import { sourceFiles } from "../architecture/files.ts";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways, unreached } from "./axe.ts";
import { panels } from "./places.ts";

const shops = {
  full: adminForTests({ orders: 150, history: [0, 1, 2, 40] }),
  empty: adminForTests(),
};

/** Pages that only a shop which has something of theirs leads to. */
const ofSomething = new Set(["One customer", "One item of stock"]);
/** Pages by the mark they carry, but for those that wait for somebody's work: team.test.ts, tasks.test.ts. */
const marked = sourceFiles("app/panels")
  .flatMap(({ text }) => [...text.matchAll(/data-page="([a-z-]+)"/g)].map(([, name]) => name))
  .filter((name) => name !== "learn" && name !== "mine");

/** What one may unfold. */
const unfolded: Record<string, string> = { "Net sales": "View as table", Settings: "Add target" };

/** Of keys with more than two parts, what stands before the last: it is on a page where a text has no words. */
const beginnings = new Set(
  Object.keys(texts)
    .map((key) => key.slice(0, key.lastIndexOf(".") + 1))
    .filter((beginning) => beginning.split(".").length > 2),
);

async function wordless(frame: Frame): Promise<string[]> {
  const text = await frame.locator("body").innerText();
  return [...beginnings].filter((beginning) => text.includes(beginning));
}

for (const name of ["full", "empty"] as const) {
  for (const width of [1280, 375]) {
    const widths = width === 375 ? "375 and 320" : width;
    browserTest(
      `of a shop that is ${name}, every panel fits ${widths} pixels, axe and the Tab key`,
      { timeout: 240_000 },
      async () => {
        const { page, frame, complaints, close } = await shops[name].openAdmin({ width });
        const { height } = page.viewportSize()!;
        if (name === "full") {
          await frame
            .locator('[data-row="returning-share"] .ff-number')
            .waitFor({ timeout: 60_000 });
        }
        const walked = new Set<string | null>();
        for (const [panel, open] of Object.entries(panels)) {
          if (name === "empty" && ofSomething.has(panel)) continue;
          await open({ page, frame });
          for (const place of await frame.locator("[data-page]").all())
            walked.add(await place.getAttribute("data-page"));
          const more = unfolded[panel];
          if (more) {
            const unfold = frame.getByText(more).first();
            if (await unfold.isVisible()) await unfold.click();
          }
          expect.soft(await wordless(frame), panel).toEqual([]);
          expect.soft(await sideways(frame), panel).toBe(0);
          expect.soft(await faultsOf(frame), panel).toEqual([]);
          expect.soft(await unreached(frame), panel).toEqual([]);
          if (width > 375) continue;
          await page.setViewportSize({ width: 320, height });
          expect.soft(await sideways(frame), `${panel} at 320`).toBe(0);
          expect.soft(await faultsOf(frame), `${panel} at 320`).toEqual([]);
          expect.soft(await unreached(frame), `${panel} at 320`).toEqual([]);
          await page.setViewportSize({ width, height });
        }
        if (name === "full") expect([...walked]).toEqual(expect.arrayContaining(marked));
        expect(complaints).toEqual([]);
        await close();
      },
    );
  }
}

browserTest(
  "whatever fails, the frame keeps its shop and host, and is there again once nothing fails",
  { timeout: 120_000 },
  async () => {
    const { page, frame, close } = await shops.full.openAdmin();
    const place = () => {
      const { searchParams } = new URL(frame.url());
      return [searchParams.get("shop"), searchParams.get("host")];
    };
    const opened = place();
    expect(opened.every(Boolean)).toBe(true);
    const failing = /\.data(\?|$)/;
    await page.route(failing, (route) => route.fulfill({ status: 500, body: "" }));
    for (const name of ["Data", "Settings"]) {
      await page.getByRole("link", { name, exact: true }).click();
      await frame.waitForURL(new RegExp(`/app/${name.toLowerCase()}\\b`));
      await frame.getByRole("heading", { name: "This page could not be shown" }).waitFor();
      await expect.poll(place).toEqual(opened);
    }
    await page.unroute(failing);
    // A script that is gone has the router load the whole document again, from where it is.
    await page.route(/assets\/app\.voice.*\.js/, (route) =>
      route.fulfill({ status: 404, body: "" }),
    );
    const loaded = page.waitForEvent("framenavigated");
    await page.getByRole("link", { name: "Voice", exact: true }).click();
    await loaded;
    await frame.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    expect(place()).toEqual(opened);
    await close();
  },
);

browserTest(
  "a page that is on its way is told by a skeleton of it",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await shops.full.openAdmin();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(/app\/customers\.data/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("link", { name: "Customers", exact: true }).click();
    const skeleton = frame.getByRole("status", { name: "Loading" });
    await skeleton.waitFor();
    expect(await faultsOf(frame)).toEqual([]);
    release();
    await frame.locator('[data-page="customers"]').waitFor();
    expect(await skeleton.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "a page that fails says so inside the frame, in which everything else still works",
  { timeout: 120_000 },
  async () => {
    const { page, frame, close } = await shops.full.openAdmin();
    await page.route(/app\/products\.data/, (route) => route.fulfill({ status: 500, body: "" }));
    await page.getByRole("link", { name: "Products" }).click();
    await frame.getByRole("heading", { name: "This page could not be shown" }).waitFor();
    expect(await faultsOf(frame)).toEqual([]);
    await page.getByRole("link", { name: "Customers" }).click();
    await frame.locator('[data-page="customers"]').waitFor();
    await close();
  },
);
