// Numbers and words as a shop owner reads them. Server and browser must print the same text, so the
// locale is given and nothing here looks at a clock.
import type { Change, ScorecardKpi, Shown, Status, Unit } from "../scorecard/types.ts";

export type Locale = { locale: string; currency: string };

export type Tone = "success" | "critical" | "attention" | undefined;

const formats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Made once for each language and form: making one takes fifty times as long as using it. */
export function dateFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    dateFormats.set(key, format);
  }
  return format;
}

/** What is printed never breaks after its minus sign, which a hyphen would allow. */
type Printer = { format(value: number | `${number}`): string };

function number(locale: string, options: Intl.NumberFormatOptions): Printer {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    // What rounds to 0 is no "−0".
    format = new Intl.NumberFormat(locale, { signDisplay: "negative", ...options });
    formats.set(key, format);
  }
  return { format: (value) => format.format(value).replace("-", "−") };
}

/** Decimal strings stay exact: Intl reads them digit by digit. */
const exact = (shown: Shown) => shown as number | `${number}`;

/** Money from a thousand on without its minor units: they do not help on a tile. */
function money(shown: Shown, { locale, currency }: Locale): string {
  const isLarge = Math.abs(Number(shown)) >= 1000;
  const digits = isLarge ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
  return number(locale, { style: "currency", currency, ...digits }).format(exact(shown));
}

/** A value with the currency's minor units, for the page where a number is looked at closely. */
export function formatExact(shown: Shown, unit: Unit, where: Locale): string {
  if (unit !== "money") return formatValue(shown, unit, where);
  const { locale, currency } = where;
  return number(locale, { style: "currency", currency }).format(exact(shown));
}

/** A round number on an axis, as short as it can be read. */
export function formatTick(value: number, unit: Unit, where: Locale): string {
  if (unit !== "money" && unit !== "count") return formatValue(value, unit, where);
  const short = {
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  } as const;
  const { locale, currency } = where;
  return number(
    locale,
    unit === "money" ? { style: "currency", currency, ...short } : short,
  ).format(value);
}

/** Hours as "1 d 4 h", "5 h 30 min" or "12 min". */
export function duration(hours: number): string {
  const minutes = Math.round(Math.abs(hours) * 60);
  const sign = hours < 0 && minutes > 0 ? "−" : "";
  const days = Math.floor(minutes / 1440);
  const rest = Math.floor((minutes % 1440) / 60);
  if (days > 0) {
    const whole = Math.round((minutes % 1440) / 60);
    return whole === 24 ? `${sign}${days + 1} d` : `${sign}${days} d${whole ? ` ${whole} h` : ""}`;
  }
  const odd = minutes % 60;
  if (rest > 0) return `${sign}${rest} h${odd ? ` ${odd} min` : ""}`;
  return `${sign}${odd} min`;
}

/** A value in its unit: ratios as percent, NPS as plain points, hours as a duration. */
export function formatValue(shown: Shown, unit: Unit, where: Locale): string {
  switch (unit) {
    case "money":
      return money(shown, where);
    case "ratio":
      return number(where.locale, {
        style: "percent",
        maximumFractionDigits: 1,
      }).format(exact(shown));
    case "count":
      return number(where.locale, { maximumFractionDigits: 0 }).format(exact(shown));
    case "hours":
      return duration(Number(shown));
    case "points":
      return number(where.locale, { maximumFractionDigits: 0 }).format(exact(shown));
    case "per":
      return number(where.locale, { maximumFractionDigits: 2 }).format(exact(shown));
  }
}

/** "between 28 and 54", or null without an interval. */
export function formatInterval(
  kpi: Pick<ScorecardKpi, "interval" | "unit">,
  where: Locale,
): string | null {
  if (!kpi.interval) return null;
  const [low, high] = kpi.interval.map((end) => formatValue(end, kpi.unit, where));
  return low === high ? null : `between ${low} and ${high}`;
}

/** "28 to 54" in the cell of a table, where lines break between the two and nowhere else. */
export function formatRange(
  kpi: Pick<ScorecardKpi, "interval" | "unit">,
  where: Locale,
): string | null {
  if (!kpi.interval) return null;
  const [low, high] = kpi.interval.map((end) =>
    formatValue(end, kpi.unit, where).replaceAll(" ", "\u00a0"),
  );
  return low === high ? null : `${low} to ${high}`;
}

export type ChangeWords = { words: string; way: "up" | "down" | "same"; tone: Tone };

/** The change in words: percent of money and counts, points of ratios and NPS, time of hours. */
export function formatChange(
  change: Change,
  unit: Unit,
  direction: "up" | "down",
  where: Locale,
): ChangeWords | null {
  const { absolute, relative } = change;
  if (absolute === null) return null;
  const size = Math.abs(Number(absolute));
  let words: string;
  if (unit === "ratio" || unit === "points") {
    const points = unit === "ratio" ? size * 100 : size;
    const text = number(where.locale, { maximumFractionDigits: 1 }).format(points);
    words = `${text} ${text === "1" ? "pt" : "pts"}`;
  } else if (unit === "hours") {
    words = duration(size);
  } else if (relative !== null) {
    words = number(where.locale, { style: "percent", maximumFractionDigits: 1 }).format(
      Math.abs(relative),
    );
  } else {
    words = formatValue(size, unit, where);
  }
  const isSame = !/[1-9]/.test(words);
  const way = isSame ? "same" : Number(absolute) > 0 ? "up" : "down";
  const tone = isSame ? undefined : way === direction ? "success" : "critical";
  return { words: isSame ? "no change" : words, way, tone };
}

export const statusWords: Record<Status, { word: string; tone: Tone }> = {
  on: { word: "On", tone: "success" },
  off: { word: "Off", tone: "critical" },
  "cannot-tell": { word: "Can’t tell yet", tone: "attention" },
  "no-target": { word: "No target", tone: undefined },
  "no-data": { word: "No data", tone: undefined },
};

/** What a KPI without a value says instead: an invitation, from the engine's own words. */
export function invitation(kpi: ScorecardKpi): string {
  const needs = kpi.beside.needs;
  if (typeof needs === "string" && needs !== "") return needs;
  if (kpi.reason === "too-few") return "Too few so far to say anything about it";
  if (kpi.reason === "not-connected") return "Not connected yet";
  return "Nothing in this period yet";
}

/**
 * A day such as 2026-11-22 as "Nov 22", with its year when that is not `today`'s; days are calendar
 * days, so UTC keeps them.
 */
export function formatDay(day: string, locale: string, today = day): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: "numeric" } as const);
  const form = { month: "short", day: "numeric", ...year, timeZone: "UTC" } as const;
  return dateFormat(locale, form).format(new Date(`${day}T00:00:00Z`));
}

/** "Nov 2026". */
export function formatMonth(day: string, locale: string): string {
  const form = { month: "short", year: "numeric", timeZone: "UTC" } as const;
  return dateFormat(locale, form).format(new Date(`${day}T00:00:00Z`));
}

const millisADay = 86_400_000;
const millis = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** Days of a half-open period. */
export function daysIn({ from, to }: { from: string; to: string }): number {
  return Math.round((millis(to) - millis(from)) / millisADay);
}

/** The last day of a half-open period. */
export function lastDay({ to }: { to: string }): string {
  return new Date(millis(to) - millisADay).toISOString().slice(0, 10);
}

/** "Oct 24 to Nov 22"; one day alone is that day. */
export function formatDays(
  period: { from: string; to: string },
  locale: string,
  today: string,
): string {
  const last = lastDay(period);
  const first = formatDay(period.from, locale, today);
  return last === period.from ? first : `${first} to ${formatDay(last, locale, today)}`;
}
