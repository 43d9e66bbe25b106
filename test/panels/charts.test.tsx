import { AppProvider } from "@shopify/polaris";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BarCell } from "../../app/panels/charts/bar-cell.tsx";
import { apart, axisOf, linePath, lonePath, ownAxis } from "../../app/panels/charts/line.ts";
import { Sparkline } from "../../app/panels/charts/sparkline.tsx";
import { TrendChart, type TrendChartPoint } from "../../app/panels/charts/trend.tsx";
import { inRouter } from "../fakes/router.tsx";

const render = (element: React.ReactElement) =>
  renderToStaticMarkup(inRouter(<AppProvider i18n={{}}>{element}</AppProvider>));
const shape = { height: 100, fromZero: true, isHours: false };

test("what adds up is drawn from zero, a rate between its own values", () => {
  const total = axisOf([40, 100], shape)!;
  expect([total.y(0), total.y(100)]).toEqual([100, 0]);
  const rate = axisOf([0.92, 0.96], { ...shape, fromZero: false })!;
  expect(rate.y(0.92)).toBe(100);
  expect(axisOf([null, null], shape)).toBeNull();
});

test("hours are ruled in steps of a clock or of days", () => {
  const axis = axisOf([3, 70], { ...shape, isHours: true })!;
  expect(axis.ticks).toEqual([0, 24, 48, 72]);
});

test("a line has a gap where a value is missing, and a dot where one stands alone", () => {
  const axis = ownAxis([0, 10], 14)!;
  const values = [0, 10, null, 10, null];
  // 2 pixels of air above and below: 0 lies at 12, 10 at 2.
  expect(linePath(values, axis)).toBe("M0,12L25,2M75,2Z");
  expect(lonePath(values, axis)).toBe("M75,2h0");
});

test("labels move apart and stay inside", () => {
  expect(apart([50, 52, 10], { gap: 18, height: 100 })).toEqual([50, 68, 10]);
  expect(apart([98, 99], { gap: 18, height: 100 })).toEqual([82, 100]);
});

test("a sparkline is one picture with a sentence, and no picture of a single point", () => {
  const html = render(<Sparkline values={[1, null, 3]} target={2} label="From 1 to 3" />);
  expect(html).toContain('role="img"');
  expect(html).toContain('aria-label="From 1 to 3"');
  expect(html).toContain("ff-line-target");
  expect(render(<Sparkline values={[null, 3]} label="x" />)).not.toContain("<svg");
});

const point = (when: string, value: number | null, more: Partial<TrendChartPoint> = {}) => ({
  when,
  value,
  before: null,
  interval: null,
  shown: { value: value === null ? null : `$${value}`, before: null, interval: null },
  partial: null,
  ...more,
});

test("a chart is readable without script: picture with a sentence, points in words, table", () => {
  const html = render(
    <TrendChart
      points={[
        point("Nov 1", 5, { before: 4, shown: { value: "$5", before: "$4", interval: null } }),
        point("Nov 2", null),
        point("Nov 3", 2, { partial: "so far" }),
      ]}
      target={{ value: 3, shown: "$3" }}
      fromZero
      isHours={false}
      label="Net sales by day"
      tick={(value) => `$${value}`}
    />,
  );
  expect(html).toMatch(/role="img" aria-label="Net sales by day"/);
  expect(html).toContain('aria-label="Nov 1: $5, before $4"');
  expect(html).toContain('aria-label="Nov 2: no value"');
  expect(html).toContain('aria-label="Nov 3 (so far): $2"');
  expect(html).toContain("ff-hatch");
  // One stop for all points; the table's twin, which scrolls by itself, has its own.
  const [picture = ""] = html.split("<details");
  expect(picture.match(/tabindex="0"/g)).toHaveLength(1);
  expect(html).toMatch(/View as table.*<table/s);
  for (const name of ["Now", "Before", "Target"]) expect(html).toContain(`>${name}<`);
});

test("bars below zero begin at the middle and go left; nothing is no bar", () => {
  const html = render(
    <BarCell share={-0.5} twoWays>
      −5
    </BarCell>,
  );
  expect(html).toContain("left:25%;width:25%");
  expect(render(<BarCell share={null}>–</BarCell>)).not.toContain("ff-bar-below");
});
