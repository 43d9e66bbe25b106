import { BlockStack, Card, Text } from "@shopify/polaris";
import type { MonthEnd as MonthEndData } from "../../scorecard/month-end.server.ts";
import type { ScorecardKpi } from "../../scorecard/types.ts";
import { formatMonth, formatValue, type Locale } from "../format.ts";
import { t } from "../translate.ts";

type MonthEndProps = { end: MonthEndData; kpi: Pick<ScorecardKpi, "unit">; where: Locale };

/** Where the running month will probably end, how sure that is, and how such forecasts did. */
export function MonthEnd({ end, kpi, where }: MonthEndProps) {
  const say = (shown: string | number) => formatValue(shown, kpi.unit, where);
  const share = (part: number) => formatValue(part, "ratio", where);
  const count = (n: number) => formatValue(n, "count", where);
  const { month, daysLeft, soFar, expected, interval, target, backTest, method } = end;
  const isOurs = method === "weekdays";
  const name = formatMonth(month.from, where.locale);
  const rows: [string, string][] = [
    [t("end.soFar", { month: name }), say(soFar)],
    [t("end.expected", { month: name }), t("end.about", { value: say(expected) })],
    [
      t("end.range"),
      interval
        ? t("end.between", {
            low: say(interval[0]),
            high: say(interval[1]),
            share: share(end.coverage),
          })
        : t("end.noRange"),
    ],
  ];
  if (target !== null) rows.push([t("end.target", { month: name }), say(target)]);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("end.title")}
        </Text>
        <dl className="ff-facts">
          {rows.map(([title, words]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        <Text as="p" tone="subdued">
          {t("end.left", { count: daysLeft, n: count(daysLeft) })}{" "}
          {t(isOurs ? "end.byWeekdays" : "end.byLastWeek")}{" "}
          {backTest
            ? t(isOurs ? "end.triedByWeekdays" : "end.triedByLastWeek", {
                origins: count(backTest.origins),
                missed: share(backTest.missed),
                other: share(backTest.otherMissed),
              })
            : t("end.untried")}{" "}
          {backTest?.inside != null &&
            t("end.inside", { inside: share(backTest.inside), goal: share(end.coverage) })}
        </Text>
      </BlockStack>
    </Card>
  );
}
