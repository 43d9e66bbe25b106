// Times on the Data panel: relative under a day, the full time on focus and hover.
import { ageWords } from "./age.tsx";
import { dateFormat } from "./format.ts";
import { t } from "./translate.ts";

/** What the page's times are told by; the server says what now is, so both print the same. */
export type When = { now: Date; timeZone: string; locale: string };

const dayMs = 24 * 3600_000;

export function agoWords(then: Date, { now, timeZone, locale }: When): string {
  const ms = Math.max(0, now.getTime() - then.getTime());
  if (ms < dayMs) return t("data.ago", { age: ageWords(ms / 1000) });
  return timeWords(then, { timeZone, locale }, "short");
}

/** "Dec 22, 2026, 3:04 PM" in the zone. */
export const instantWords = (at: Date, where: Omit<When, "now">): string =>
  timeWords(at, where, "short");

/** Servers and browsers disagree on the narrow space before "AM": a plain one fits both. */
function timeWords(
  then: Date,
  { timeZone, locale }: Omit<When, "now">,
  timeStyle: "short" | "medium",
): string {
  const format = dateFormat(locale, { dateStyle: "medium", timeStyle, timeZone });
  return format.format(then).replaceAll("\u202f", " ");
}

export function Ago({ then, when }: { then: Date; when: When }) {
  return (
    <time dateTime={then.toISOString()} title={timeWords(then, when, "medium")} tabIndex={0}>
      {agoWords(then, when)}
    </time>
  );
}

/** An instant that lies ahead, in full. */
export function At({ then, when }: { then: Date; when: Omit<When, "now"> }) {
  return <time dateTime={then.toISOString()}>{instantWords(then, when)}</time>;
}

/** "1,234" */
export const count = (n: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(n);

/** Decimal megabytes or kilobytes of a file. */
export function sizeWords(bytes: number, locale: string): string {
  const isLarge = bytes >= 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isLarge ? "megabyte" : "kilobyte",
    maximumFractionDigits: bytes < 10_000_000 ? 1 : 0,
  }).format(bytes / (isLarge ? 1_000_000 : 1_000));
}
