// What an alert says, and what of it is to be looked at.
import type { ShownAlert, ShownTask } from "../scorecard/tasks.ts";
import { pageAddress } from "./address.ts";
import { formatDay, formatDays, formatMonth, formatValue, type Locale } from "./format.ts";
import { marketingPath } from "./marketing-path.ts";
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
  if (alert.kind === "campaign") return campaignTask(alert, { where, today });
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

/** What it cost and brought, and the change that is drafted; nothing is sent to where it is advertised. */
function campaignTask(
  { first, last, came, expected, ordinary, part, move }: ShownAlert,
  { where, today }: { where: Locale; today: string },
): string {
  const say = (shown: string | number) => formatValue(shown, "money", where);
  const said = t("alert.campaign", {
    ...{ name: part?.label ?? "", spend: say(expected), back: say(came) },
    ...{ low: say(ordinary?.[0] ?? came), high: say(ordinary?.[1] ?? came) },
    days: formatDays({ from: first, to: dayAt(last, 1) }, where.locale, today),
  });
  const draft = move
    ? t("alert.moveCampaign", { amount: say(move.aDay), to: move.to })
    : t("alert.pauseCampaign");
  return `${said} ${draft}`;
}

/** Where the evidence of a task stands. */
export function evidenceAddress(
  { kpi, alert }: Pick<ShownTask, "kpi" | "alert">,
  search: URLSearchParams,
  also: Record<string, string | null> = {},
): string {
  const place = { ...also, ...(alert ? alertPlace(alert) : {}) };
  return alert?.kind === "campaign"
    ? pageAddress(marketingPath, search, { ...place, by: null })
    : pageAddress(`/app/kpis/${kpi.id}`, search, place);
}

/**
 * What of a KPI's page an alert leads to: the month of a target, of the part it is of; of a change the week
 * that ends with it, so that weekdays compare with their like.
 */
export function alertPlace({ kind, first, last, part }: ShownAlert): Record<string, string | null> {
  const begin = kind === "change" ? dayAt(last, -6) : first;
  return { period: "custom", first: begin, last, versus: "previous", ...placeOf(part) };
}

/** A market's page is its own, a place or a channel is a row of a split; not of the market that is chosen now. */
function placeOf(part: ShownAlert["part"]): Record<string, string | null> {
  if (!part || part.by === "campaign") return { market: null };
  const { by, key } = part;
  const isMarket = by === "region" && !/^[A-Z]{2}(-|$)/.test(key);
  return isMarket ? { market: key } : { market: null, by, part: key };
}
