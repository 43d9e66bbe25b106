// What axe finds in the app's frame, whether the page can be scrolled sideways, and what the Tab key
// does not come by.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serious and critical faults. */
export async function faultsOf(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe);
  return frame.evaluate(async () => {
    type Violation = { id: string; impact: string; nodes: { html: string }[] };
    const run = (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } })
      .axe;
    const { violations } = await run.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
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
