// What an alert says, and what of it is to be looked at.
import type { ShownAlert, ShownTask } from "../scorecard/tasks.ts";
import { formatDay, formatDays, formatMonth, formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

const millisADay = 86_400_000;
const dayAt = (day: string, count: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * millisADay).toISOString().slice(0, 10);

/** "Orders fell on Nov 20: 61, where 84 or more would be ordinary." */
export function taskWords(
  { kpi, alert, words }: Pick<ShownTask, "kpi" | "alert" | "words">,
  { where, today }: { where: Locale; today: string },
): string {
  if (!alert) return words;
  const say = (shown: string | number) => formatValue(shown, kpi.unit, where);
  const { first, last, side, came, expected, ordinary, part } = alert;
  if (alert.kind === "target") {
    const month = formatMonth(first, where.locale);
    const values = { name: kpi.name, month, came: say(came), target: say(expected) };
    return part ? t("alert.targetOf", { ...values, part: part.label }) : t("alert.target", values);
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

/**
 * What of a KPI's page an alert leads to: the month of a target, of the part it is of; of a change the week
 * that ends with it, so that weekdays compare with their like.
 */
export function alertPlace({ kind, first, last, part }: ShownAlert): Record<string, string | null> {
  const begin = kind === "target" ? first : dayAt(last, -6);
  return { period: "custom", first: begin, last, versus: "previous", ...placeOf(part) };
}

/** A market's page is its own, a place or a channel is a row of a split; not of the market that is chosen now. */
function placeOf(part: ShownAlert["part"]): Record<string, string | null> {
  if (!part) return { market: null };
  const { by, key } = part;
  const isMarket = by === "region" && !/^[A-Z]{2}(-|$)/.test(key);
  return isMarket ? { market: key } : { market: null, by, part: key };
}
