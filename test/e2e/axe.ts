// What axe finds in the app's frame, whether the page can be scrolled sideways, and what the Tab key
// does not come by.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What WCAG 2.1 asks for on levels A and AA, of any impact. The rule by its name is one that axe still tries out. */
const asked = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
  rules: { "label-content-name-mismatch": { enabled: true } },
};

/** Faults that axe finds. */
export async function faultsOf(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe);
  return frame.evaluate(async (options) => {
    type Violation = { id: string; nodes: { html: string }[] };
    type Axe = { run(options: unknown): Promise<{ violations: Violation[] }> };
    const run = (globalThis as unknown as { axe: Axe }).axe;
    const { violations } = await run.run(options);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  }, asked);
}

export const sideways = (frame: Frame) =>
  frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Everything that can be pressed or typed into and that the Tab key passes over. */
export async function unreached(frame: Frame): Promise<string[]> {
  const count = await frame.evaluate(() => {
    const pressable = "a[href], button, input, select, textarea, summary, [tabindex]";
    const stops = [...document.querySelectorAll<HTMLElement>(pressable)].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        !element.matches(":disabled") &&
        // -1 is a place of its own: the arrow keys lead there.
        element.tabIndex >= 0,
    );
    stops.forEach((element) => (element.dataset.stop = ""));
    document.addEventListener("focusin", (event) => {
      const { target } = event;
      if (target instanceof HTMLElement) delete target.dataset.stop;
    });
    stops[0]?.focus();
    // Day, month, year and the calendar of a date are stops within one.
    return stops.length + 3 * stops.filter((stop) => stop.matches("[type=date]")).length;
  });
  for (let press = 1; press < count; press += 1) await frame.page().keyboard.press("Tab");
  return frame.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-stop]")]
      // A point of the chart gives its place away when the mouse lies on another.
      .filter(({ tabIndex }) => tabIndex >= 0)
      .map(({ outerHTML }) => outerHTML.slice(0, 200)),
  );
}
