// What an alert says, and what of it is to be looked at.
import type { ShownAlert, ShownTask } from "../scorecard/tasks.ts";
import { formatDay, formatDays, formatMonth, formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

const millisADay = 86_400_000;
const dayAt = (day: string, count: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * millisADay).toISOString().slice(0, 10);

/** "Orders fell on Nov 20: 61, where 84 to 118 would be ordinary." */
export function taskWords(
  { kpi, alert, words }: Pick<ShownTask, "kpi" | "alert" | "words">,
  { where, today }: { where: Locale; today: string },
): string {
  if (!alert) return words;
  const say = (shown: string | number) => formatValue(shown, kpi.unit, where);
  const { first, last, side, came, expected, ordinary } = alert;
  if (alert.kind === "target") {
    const month = formatMonth(first, where.locale);
    const values = { name: kpi.name, month, came: say(came), target: say(expected) };
    return t("alert.target", values);
  }
  const days =
    first === last
      ? t("alert.onDay", { day: formatDay(last, where.locale, today) })
      : t("alert.inDays", {
          days: formatDays({ from: first, to: dayAt(last, 1) }, where.locale, today),
        });
  return t(`alert.${side}`, {
    ...{ name: kpi.name, days, came: say(came), expected: say(expected) },
    low: say(ordinary?.[0] ?? expected),
    high: say(ordinary?.[1] ?? expected),
  });
}

/** The month of a target; of a change the week that ends with it, so that weekdays compare with their like. */
export function alertPeriod({ kind, first, last }: ShownAlert): Record<string, string> {
  const begin = kind === "target" ? first : dayAt(last, -6);
  return { period: "custom", first: begin, last, versus: "previous" };
}
