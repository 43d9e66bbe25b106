// A day is a calendar day in the shop's IANA time zone, written YYYY-MM-DD. Arithmetic on days is
// arithmetic on the calendar (UTC noonless dates), so clock changes cannot shift it.

export type Day = string;

const millisADay = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** True when the name is an IANA time zone this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatIn(name);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds that the zone's wall clock is ahead of UTC at an instant. */
function offsetMillis(instant: Date, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatIn(timeZone).formatToParts(instant)) {
    if (type !== "literal") parts[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return wall - Math.floor(instant.getTime() / 1000) * 1000;
}

/** The shop's day at an instant. */
export function dayIn(instant: Date, timeZone: string): Day {
  return new Date(instant.getTime() + offsetMillis(instant, timeZone)).toISOString().slice(0, 10);
}

/**
 * The first instant of a day in a zone. Where midnight does not exist (a clock change at midnight)
 * it is the first instant after the gap.
 */
export function startOfDay(day: Day, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const candidates = [midnight - millisADay, midnight, midnight + millisADay]
    .map((probe) => new Date(midnight - offsetMillis(new Date(probe), timeZone)))
    .sort((a, b) => a.getTime() - b.getTime());
  const within = candidates.find((candidate) => dayIn(candidate, timeZone) === day);
  return within ?? candidates[1] ?? new Date(midnight);
}

/**
 * An instant from a wall-clock time without offset, e.g. "2011-01-02T10:00:00", as the zone reads it.
 * A time that a clock change skips moves forward by the gap; one that happens twice is the first.
 */
export function instantIn(wallTime: string, timeZone: string): Date {
  const wall = Date.parse(`${wallTime}Z`);
  if (Number.isNaN(wall)) return new Date(NaN);
  const before = offsetMillis(new Date(wall - millisADay), timeZone);
  const after = offsetMillis(new Date(wall + millisADay), timeZone);
  const matches = [before, after]
    .map((offset) => new Date(wall - offset))
    .filter((candidate) => candidate.getTime() + offsetMillis(candidate, timeZone) === wall)
    .sort((a, b) => a.getTime() - b.getTime());
  return matches[0] ?? new Date(wall - before);
}

/** True for a real calendar day written YYYY-MM-DD. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * millisADay).toISOString().slice(0, 10);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisADay);
}

/** The first day of the day's month. */
export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

/** The first day of the month `count` months after the day's month. */
export function addMonths(day: Day, count: number): Day {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
