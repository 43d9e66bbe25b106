import { AppProvider } from "@shopify/polaris";
import { renderToStaticMarkup } from "react-dom/server";
import { inRouter } from "../fakes/router.tsx";
import { expect, test } from "vitest";
import { KpiRow } from "../../app/panels/kpi-row.tsx";
import { Tile } from "../../app/panels/tile.tsx";
import { kpi } from "../fakes/scorecard.ts";

const where = { locale: "en", currency: "USD" };
const render = (element: React.ReactElement) =>
  renderToStaticMarkup(inRouter(<AppProvider i18n={{}}>{element}</AppProvider>));
const words = (html: string) =>
  html
    .replace(/<style[^]*?<\/style>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

test("a tile shows name, value, change and status word and leads to its page", () => {
  const html = render(
    <Tile kpi={kpi({ status: "off" })} where={where} href="/app/kpis/net-sales?period=7" />,
  );
  expect(words(html)).toMatch(/Net sales .*\$100\.00 .*25% .*Off/);
  expect(html).toContain('href="/app/kpis/net-sales?period=7"');
});

test("a tile without a value invites instead of showing zero", () => {
  const needs = "Needs ten answers";
  const none = kpi({ value: null, reason: "no-data", status: "no-data", beside: { needs } });
  const text = words(render(<Tile kpi={none} where={where} href="/app/kpis/net-sales?period=7" />));
  expect(text).toContain(needs);
  expect(text).toContain("No data");
  expect(text).not.toMatch(/\$|\b0\b/);
});

test("a total that still grows says between what it will end", () => {
  const beside = { end: "130.00", endLow: "121.00", endHigh: "139.00" };
  const running = kpi({ target: "120.00", status: "on", beside });
  const text = words(render(<Tile kpi={running} where={where} href="/app/kpis/net-sales" />));
  expect(text).toMatch(/On .*ends between \$121(\.00)? and \$139(\.00)?/);
});

test("a stand-in names whose place it takes", () => {
  const html = render(
    <Tile kpi={kpi()} where={where} href="/app/kpis/net-sales?period=7" insteadOf="NPS" />,
  );
  expect(words(html)).toContain("in place of NPS");
});

test("a row shows value, change and status and leads to the KPI's page", () => {
  const href = "/app/kpis/net-sales";
  const html = render(<KpiRow kpi={kpi({ status: "on" })} where={where} href={href} />);
  expect(words(html)).toMatch(/Net sales .*\$100\.00 .*25% .*On/);
  expect(html).toContain(`href="${href}"`);
});
