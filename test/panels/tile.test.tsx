import { AppProvider } from "@shopify/polaris";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { KpiRow } from "../../app/panels/kpi-row.tsx";
import { Tile } from "../../app/panels/tile.tsx";
import { kpi } from "../fakes/scorecard.ts";

const where = { locale: "en", currency: "USD" };
const render = (element: React.ReactElement) =>
  renderToStaticMarkup(<AppProvider i18n={{}}>{element}</AppProvider>);
const words = (html: string) =>
  html
    .replace(/<style[^]*?<\/style>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

test("a tile shows name, value, change and status word and leads to its row", () => {
  const html = render(<Tile kpi={kpi({ status: "off" })} where={where} />);
  expect(words(html)).toMatch(/Net sales .*\$100\.00 .*25% .*Off/);
  expect(html).toContain('href="#kpi-net-sales"');
});

test("a tile without a value invites instead of showing zero", () => {
  const needs = "Needs ten answers";
  const none = kpi({ value: null, reason: "no-data", status: "no-data", beside: { needs } });
  const text = words(render(<Tile kpi={none} where={where} />));
  expect(text).toContain(needs);
  expect(text).toContain("No data");
  expect(text).not.toMatch(/\$|\b0\b/);
});

test("a stand-in names whose place it takes", () => {
  const html = render(<Tile kpi={kpi()} where={where} insteadOf="NPS" />);
  expect(words(html)).toContain("in place of NPS");
});

test("a row tells how its number is counted", () => {
  const html = render(
    <KpiRow kpi={kpi({ coverage: 0.92, interval: ["90.00", "110.00"] })} where={where} />,
  );
  const text = words(html);
  for (const part of [
    "sales after discounts − returns",
    "between $90.00 and $110.00",
    "$80.00",
    "up 25%",
    "3 orders",
    "92%",
    "version 1",
  ])
    expect(text).toContain(part);
});
