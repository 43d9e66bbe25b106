import { expect, test } from "vitest";
import { WorkList, workWords } from "../../app/panels/work-list.tsx";
import type { ShownTask } from "../../app/scorecard/tasks.ts";
import type { WorkItem } from "../../app/scorecard/work-list.ts";
import { shown } from "./shown.tsx";

const where = { locale: "en", currency: "EUR" };
const cup: WorkItem = {
  ...{ key: "stock 1@P", kind: "order", kpi: { id: "stockout-rate", name: "Stock-out rate" } },
  item: { key: "1@P", title: "Cup", sku: "CUP", place: "Hamburg" },
  ...{ gap: null, campaign: null, count: 1_200, money: "7000.00" },
};
const late: WorkItem = {
  ...{ key: "ship", kind: "ship", kpi: { id: "on-time-shipping", name: "On-time shipping" } },
  ...{ item: null, gap: null, campaign: null, count: 1, money: "100.00" },
};
const sales: WorkItem = {
  ...{ key: "gap net-sales", kind: "gap", kpi: { id: "net-sales", name: "Net sales" } },
  gap: {
    kpi: {
      ...{ id: "net-sales", name: "Net sales", unit: "money", direction: "up", status: "off" },
      ...{ value: "100.00", target: "1000.00" },
    },
    ...{ short: "900.00", isEnd: false, worth: "900.00" },
  },
  ...{ item: null, campaign: null, count: null, money: "900.00" },
};
const task = (more: Partial<ShownTask>): ShownTask => ({
  ...{ id: "1", kpi: { id: "stockout-rate", name: "Stock-out rate", unit: "ratio" } },
  ...{ words: "Order 1,100 of Cup (CUP), Hamburg", owner: "", note: "", cause: null, alert: null },
  ...{ createdAt: "2026-03-09T08:00:00.000Z", doneAt: null, ...more },
});

test("a losing campaign stands with its money, leads to Marketing, and is a task already", async () => {
  const coats: WorkItem = {
    ...{ key: "campaign k", kind: "campaign", kpi: { id: "marketing-roi", name: "Marketing ROI" } },
    ...{ item: null, gap: null, campaign: "Coats", count: null, money: "152.00" },
  };
  const { html, text } = await shown(
    <WorkList work={[coats]} tasks={[]} where={where} />,
    "/app/tasks",
  );
  expect(text).toContain("Pause campaign Coats, or move its spend");
  expect(text).toContain("€152.00 cost beyond what it brought back in four weeks");
  expect(text).toContain("Is a task");
  expect(html).toContain('href="/app/marketing"');
});

test("each line says what to do, with how much, and what its money is", async () => {
  expect(workWords(cup, where)).toBe("Order 1,200 of Cup (CUP)");
  expect(workWords({ ...cup, kind: "hurry", count: 3 }, where)).toBe(
    "Hurry 3 of Cup (CUP) on the way",
  );
  const noSku = { ...cup.item!, sku: "" };
  expect(workWords({ ...cup, kind: "sell-off", count: 5, item: noSku }, where)).toBe(
    "Sell off 5 of Cup",
  );
  expect(workWords(late, where)).toBe("Send 1 late order");
  expect(workWords({ ...late, count: 2 }, where)).toBe("Send 2 late orders");
  const { html, text } = await shown(
    <WorkList work={[cup, sales, late]} tasks={[]} where={where} />,
    "/app/tasks?period=90",
  );
  expect(text).toContain("€7,000 sales lost until a delivery");
  expect(text).toContain("Close the gap of Net sales");
  expect(text).toContain("€900.00 below €1,000");
  expect(text).toContain("€100.00 value of these orders");
  expect(html).toContain('href="/app/stock/1%40P?period=90"');
  expect(html).toContain('href="/app/kpis/net-sales?period=90&amp;gap=target"');
  expect(html).toContain('href="/app/open-orders?period=90"');
  expect(html.match(/Make it a task: /g)).toHaveLength(3);
  expect(html).toContain("Make it a task: Order 1,200 of Cup (CUP), Hamburg");
});

test("what is a task already says so, until that is done; an empty list says what it needs", async () => {
  const at = async (tasks: ShownTask[]) =>
    (await shown(<WorkList work={[cup]} tasks={tasks} where={where} />)).text;
  expect(await at([task({})])).toContain("Is a task");
  for (const other of [
    task({ doneAt: "2026-03-09T09:00:00.000Z" }),
    task({ words: "Order 3 of Plate, Hamburg" }),
    task({ words: "Order 3 of Cup (CUP), Kiel" }),
    task({ kpi: { id: "nps", name: "NPS", unit: "points" } }),
  ]) {
    expect(await at([other])).not.toContain("Is a task");
  }
  const { text } = await shown(<WorkList work={[]} tasks={[]} where={where} />);
  expect(text).toContain("Nothing has a price on it now");
});
