// npm run contact-sheet: every panel in every state at two widths, each as a picture of its own and
// all of them on one sheet, in screenshots/. For looking at, so nothing is asserted.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { Place } from "./places.ts";

process.env.FOURFOLD_KEY ??= "a key that only the contact sheet knows and nobody else";

const { findChromium, launch, openAdmin } = await import("./chromium.ts");
const { furtherPanels, panels } = await import("./places.ts");
const { pictureShops } = await import("./picture-shops.ts");
const { sheetOf } = await import("./sheet.ts");

const all = { ...panels, ...furtherPanels };
const shared = "Shared scorecard";
const several = "Several shared scorecards";
const folder = join(import.meta.dirname, "../../screenshots");
const widths = [1280, 375] as const;

/** What the shop of each state is like. */
const states = {
  full: { orders: 1200, givesAllOrders: true, isUsed: true },
  partial: { orders: 300, isInstalled: false, bulkMs: 600_000 },
  "too little": { history: [0, 1] },
  empty: {},
  error: { history: [0] },
};
type State = keyof typeof states;
/** Milliseconds to wait for a panel. Of broken ones none comes, so that each is waited for in vain. */
const patience: Partial<Record<State, number>> = { full: 10_000, error: 400 };

const say = (text: string) => process.stdout.write(`${text}\n`);
const chromium = findChromium();
if (!chromium) process.exit(1);

const shops = await pictureShops();
const browser = await launch(chromium);
try {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const shots = new Map<string, Buffer>();
  for (const state of Object.keys(states) as State[]) {
    for (const [label, shot] of await shotsOf(browser, state)) {
      shots.set(label, shot);
      writeFileSync(join(folder, `${label.replaceAll(" ", "-")}.png`), shot);
    }
    say(`${state}: done`);
  }
  const columns = (Object.keys(states) as State[]).flatMap((state) =>
    widths.map((width) => `${state} ${width}`),
  );
  const sheet = await sheetOf(browser, {
    rows: [...Object.keys(all), shared, several],
    columns,
    shots,
  });
  writeFileSync(join(folder, "contact-sheet.png"), sheet);
  say(`Contact sheet: ${join("screenshots", "contact-sheet.png")}`);
} finally {
  await browser.close();
  await shops.stop();
}

/** What somebody sees who was given a link, and beside others of theirs; it ends in Settings. */
async function shareShots({ page, frame }: Place): Promise<[string, Buffer][]> {
  await all["Settings"]!({ page, frame });
  await frame.getByLabel("Who the link is for").fill("The board");
  await frame.getByRole("button", { name: "Make a link" }).click();
  const link = await frame.locator('input[value*="/share/"]').inputValue();
  const beside = new URLSearchParams([
    ["link", link],
    ["link", "https://another.example/share/no-such-link"],
  ]);
  const shots: [string, Buffer][] = [];
  for (const [name, address] of [
    [shared, link],
    [several, new URL(`/shared?${beside}`, link).href],
  ] as const) {
    await page.goto(address);
    shots.push([name, await page.screenshot({ fullPage: true })]);
  }
  return shots;
}

/** Pictures by "<panel> <state> <width>". */
async function shotsOf(browser: Browser, state: State): Promise<Map<string, Buffer>> {
  const shop = await shops.open({ ...states[state], name: state.replaceAll(" ", "_") });
  const shots = new Map<string, Buffer>();
  try {
    for (const width of widths) {
      const { page, frame, close } = await openAdmin(browser, shop.url, { width });
      // A panel that is not there in this state is told by patience alone.
      page.setDefaultTimeout(patience[state] ?? 2_000);
      if (state === "error") {
        await page.route(/\.data(\?|$)/, (route) => route.fulfill({ status: 500, body: "" }));
      }
      for (const [panel, open] of Object.entries(all)) {
        const isThere = await open({ page, frame }).then(
          () => true,
          () => state === "error" && panel !== "One customer",
        );
        if (!isThere) continue;
        await page.waitForTimeout(600);
        const height = await frame.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({
          width,
          height: Math.min(4000, height + (width < 640 ? 160 : 90)),
        });
        await page.waitForTimeout(200);
        shots.set(`${panel} ${state} ${width}`, await page.screenshot());
        await page.setViewportSize({ width, height: 900 });
      }
      if (state !== "error") {
        for (const [name, shot] of await shareShots({ page, frame })) {
          shots.set(`${name} ${state} ${width}`, shot);
        }
      }
      await close();
    }
  } finally {
    await shop.close();
  }
  return shots;
}
