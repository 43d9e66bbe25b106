import { expect, test } from "vitest";
import { kpiCode } from "../app/kpi-code.server.ts";
import { kpis } from "../app/kpis/index.ts";

test("every KPI's formula is found in the file that declares it", () => {
  for (const { id } of kpis) {
    const code = kpiCode(id);
    expect(code?.path, id).toMatch(/^app\/kpis\/\w+\/[\w-]+\.ts$/);
    expect(code?.text.length, id).toBeGreaterThan(10);
    expect(code?.text, id).not.toContain("words:");
  }
  expect(kpiCode("net-sales")?.path).toBe("app/kpis/financial/net-sales.ts");
  expect(kpiCode("stockout-rate")?.path).toBe("app/kpis/formulas/stock.ts");
  expect(kpiCode("net-sales")?.text).toMatch(/^total\(\{/);
  expect(kpiCode("profit")).toBeNull();
});
