import { expect, test } from "vitest";
import { driverOf, driverWords } from "../../app/panels/kpi/driver.ts";
import { Mine } from "../../app/panels/mine.tsx";
import { noCauses, type Causes } from "../../app/scorecard/causes.ts";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import type { ShownTask } from "../../app/scorecard/tasks.ts";
import { kpi } from "../fakes/scorecard.ts";
import { shown } from "./shown.tsx";

const where = { locale: "en", currency: "USD" };
const today = "2026-11-22";
const time = {
  chosen: chosenPeriod(new URLSearchParams(), today),
  ...{ today, asOf: "2026-11-22T12:00:00.000Z", timeZone: "UTC", historyFrom: null, locale: "en" },
};
const task = (given: Partial<ShownTask> = {}): ShownTask => ({
  ...{ id: "1", kpi: { id: "net-sales", name: "Net sales", unit: "money" } },
  ...{ words: "Ask old customers back", owner: "Ana", note: "", cause: null },
  ...{ createdAt: "2026-11-01T08:00:00.000Z", doneAt: null, alert: null },
  ...given,
});
/** 20.00 more: 30.00 by volume, of which 24.00 in Germany, less 10.00 by price. */
const causes: Causes = {
  ...noCauses("region", "80.00", "100.00"),
  gap: "20.00",
  effects: [
    { effect: "volume", amount: "30.00" },
    { effect: "price", amount: "-10.00" },
  ],
  keys: [{ key: "DE", label: "Germany", amount: "15.00" }],
  cells: [{ effect: "volume", key: "DE", amount: "24.00" }],
  unexplained: "0.00",
};

test("a task says how much of the change came through the cause it is about", () => {
  const words = (by: string, part: string | null, effect: string | null) =>
    driverWords(task({ cause: { by, part, effect } }), { causes, unit: "money", where });
  expect(words("region", "DE", "volume")).toBe(
    "Through Volume, Germany it moved by +$24.00, 120% of the change above.",
  );
  expect(words("region", "DE", null)).toBe(
    "Through Germany it moved by +$15.00, 75% of the change above.",
  );
  expect(words("region", null, "price")).toBe(
    "Through Price it moved by −$10.00, against the change above.",
  );
  // Another split, and a cause that the change does not have, are named and not counted.
  expect(words("channel", null, "price")).toBe("About Price.");
  expect(words("region", "FR", "price")).toBe("About Price, FR.");
  expect(driverWords(task(), { causes, unit: "money", where })).toBe("");
  const same = { ...causes, gap: "0.00" };
  expect(driverOf({ by: "region", part: null, effect: "volume" }, same)).toEqual({
    ...{ amount: "30.00", share: null },
  });
});

test("a person's page has their numbers with status, what is to be done and what was", async () => {
  const tasks = [task(), task({ id: "2", words: "Call", doneAt: "2026-11-09T08:00:00.000Z" })];
  const mine = { people: ["Ana", "Bo"], who: "Ana", kpis: ["net-sales"], tasks };
  const given = { kpis: [kpi({ status: "off", target: "120.00" })], time, currency: "USD" };
  const { text, html } = await shown(<Mine mine={mine} {...given} />, "/app/mine?who=Ana");
  expect(text).toMatch(/Numbers of Ana.*Net sales \$100\.00.*Off.*To do.*Ask old customers back/);
  expect(text).toMatch(/Done.*Net sales: Call/);
  expect(html).toContain('href="/app/kpis/net-sales"');
  const old = kpi({ name: "Repeat rate", asOf: "2026-11-22T11:59:00.000Z" });
  const aged = await shown(<Mine mine={mine} {...given} kpis={[old]} />, "/app/mine?who=Ana");
  expect(aged.text).toMatch(/Repeat rate ?As of Nov 22, 2026, 11:59 AM/);
  const empty = { people: [], who: null, kpis: [], tasks: [] };
  const none = await shown(<Mine mine={empty} {...given} kpis={[]} />, "/app/mine");
  expect(none.text).toContain("Nobody answers for a number yet");
  const some = await shown(<Mine mine={{ ...empty, people: ["Bo"] }} {...given} />, "/app/mine");
  expect(some.text).toContain("Choose a name");
});
