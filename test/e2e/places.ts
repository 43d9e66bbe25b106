// The panels and the ways to them, by the admin's menu and the links of the pages.
import type { Frame, Page } from "playwright-core";

export type Place = { page: Page; frame: Frame };

const byMenu =
  (name: string) =>
  async ({ page, frame }: Place) => {
    const heading = frame.getByRole("heading", { name, level: 1 });
    // A click while the frame's document is loaded anew finds nobody who listens: as a person would, again.
    for (let tries = 0; tries < 3; tries += 1) {
      await page.getByRole("link", { name, exact: true }).click();
      const isThere = heading.waitFor().then(
        () => true,
        () => false,
      );
      if (await isThere) return;
    }
    await heading.waitFor();
  };
const scorecard = byMenu("Scorecard");
const customers = byMenu("Customers");
const products = byMenu("Products");
const voice = byMenu("Voice");
const stock = byMenu("Stock");
const team = byMenu("Team");

const kpi =
  (id: string) =>
  async ({ page, frame }: Place) => {
    await scorecard({ page, frame });
    await frame.locator(`[data-row="${id}"]`).click();
    await frame.locator(`[data-kpi-page="${id}"]`).waitFor();
  };

/** What pictures show beside all of `panels`: other numbers, and a page that a task leads to. */
export const furtherPanels: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  "Repeat rate": kpi("repeat-rate"),
  "Hours to ship": kpi("hours-to-ship"),
  "Contribution margin": kpi("contribution-margin"),
  "My numbers": async (place) => {
    await byMenu("Tasks")(place);
    await place.frame.locator('a[href^="/app/mine"]').first().click();
    await place.frame.locator('[data-page="mine"]').waitFor();
  },
};

/** Each leads to its panel from wherever one is. */
export const panels: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  Scorecard: scorecard,
  "Net sales": async (place) => {
    await scorecard(place);
    await place.frame.locator('[data-kpi="net-sales"]').click();
    await place.frame.locator('[data-kpi-page="net-sales"]').waitFor();
  },
  Customers: customers,
  "One customer": async (place) => {
    await customers(place);
    await place.frame.locator("tbody th a").first().click();
    await place.frame.locator('[data-page="customer"]').waitFor();
  },
  Products: products,
  "One product": async (place) => {
    await products(place);
    await place.frame.locator('[data-page="products"] tbody th a').first().click();
    await place.frame.locator('[data-page="product"]').waitFor();
  },
  Voice: voice,
  Survey: async (place) => {
    await voice(place);
    await place.frame.getByRole("link", { name: "Survey settings" }).click();
    await place.frame.locator('[data-page="survey"]').waitFor();
  },
  Marketing: byMenu("Marketing"),
  Markets: byMenu("Markets"),
  Stock: stock,
  "One item of stock": async (place) => {
    await stock(place);
    await place.frame.locator('[data-page="stock"] tbody th a').first().click();
    await place.frame.locator('[data-page="stock-item"]').waitFor();
  },
  "Open orders": async (place) => {
    await kpi("on-time-shipping")(place);
    await place.frame.locator('a[href^="/app/open-orders"]').first().click();
    await place.frame.locator('[data-page="open-orders"]').waitFor();
  },
  Team: team,
  "One manual": async (place) => {
    await team(place);
    await place.frame.getByRole("link", { name: "Packing an order", exact: true }).last().click();
    await place.frame.locator('[data-page="manual"]').waitFor();
  },
  "Write a manual": async (place) => {
    await team(place);
    await place.frame.getByRole("link", { name: "Write a manual" }).click();
    await place.frame.locator('[data-page="write"]').waitFor();
  },
  Tasks: byMenu("Tasks"),
  "Weekly digest": byMenu("Weekly digest"),
  Data: byMenu("Data"),
  Settings: byMenu("Settings"),
  Costs: async (place) => {
    await byMenu("Settings")(place);
    await place.frame.locator('a[href^="/app/costs"]').first().click();
    await place.frame.locator('[data-page="costs"]').waitFor();
  },
};
