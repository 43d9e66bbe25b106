// What a merchant sets: targets by KPI, promises, the week, regions. Read from the panel's form, every
// fault beside its field; nothing is taken unless all of it is right.
import { z } from "zod";
import type { Kpi } from "../kpis/kpi.ts";
import { addDays, isDay, type Day } from "../ledger/day.ts";
import { exponent } from "../ledger/money.ts";
import type { RegionSet } from "../ledger/regions.ts";
import { chosenHeadline, headlineCount } from "./headline.ts";
import { decimalsOf, moveDecimal, readDecimal } from "./decimal-input.ts";
import { readRegionSets } from "./settings-form-regions.ts";

export const weekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type WeekDay = (typeof weekDays)[number];

/** What is shown of a target where it holds always; as `always` in ledger/shop.server.ts. */
const forever = { from: "1970-01-01", to: "9999-12-31" } as const;
const mostTargets = 200;
const mostRegions = 50;
/** A promise of a year is none. */
const mostHours = 24 * 365;

const Text = z.string().max(40);
const PromiseShape = z.object({ value: Text, unit: z.enum(["hours", "days"]) });

/** The form as the panel sends it. `last` is the last day, in; empty days mean always. */
export const SettingsShape = z.object({
  locale: Text,
  weekStart: z.enum(weekDays),
  ship: PromiseShape,
  deliver: PromiseShape,
  targets: z.array(z.object({ kpi: Text, value: Text, first: Text, last: Text })).max(mostTargets),
  /** The targets that the panel showed: one of these that is not sent again is to go. */
  shown: z.array(z.object({ kpi: Text, from: Text, to: Text })).max(mostTargets),
  /** The five at the top of Home, in their places. */
  headline: z.array(Text).length(headlineCount),
  /** An order belongs to the first that names its place. */
  regions: z.array(z.object({ name: Text, places: z.string().max(4000) })).max(mostRegions),
});
export type SettingsForm = z.infer<typeof SettingsShape>;

export type TargetValue = { kpi: string; from: Day; to: Day; value: string };
export type Settings = {
  weekStart: WeekDay;
  /** Decimal text of hours; null: no promise. */
  shipPromiseHours: string | null;
  deliverPromiseHours: string | null;
  regions: RegionSet[];
  /** Null: ours. */
  headline: string[] | null;
  targets: TargetValue[];
  gone: Omit<TargetValue, "value">[];
};

/** What is wrong with a field; the panel has the words. */
export type FieldError = {
  code:
    | "choose"
    | "twice"
    | "number"
    | "whole"
    | "digits"
    | "least"
    | "most"
    | "promise"
    | "year"
    | "day"
    | "order"
    | "name"
    | "sameName"
    | "place"
    | "noPlace"
    | "postcodes"
    | "overlap"
    | "behind"
    | "sameNumber";
  values?: Record<string, string | number>;
};
/** By field: "ship", "targets.0.value", "regions.0.places". */
export type FieldErrors = Record<string, FieldError>;

type Known = { kpis: readonly Kpi[]; currency: string };

export function readSettings(
  form: SettingsForm,
  known: Known,
): { settings: Settings } | { errors: FieldErrors } {
  const errors: FieldErrors = {};
  const targets = form.targets.map((_, at) => readTarget(form, at, known, errors));
  const settings = {
    weekStart: form.weekStart,
    shipPromiseHours: readPromise(form, "ship", errors),
    deliverPromiseHours: readPromise(form, "deliver", errors),
    regions: readRegionSets(form.regions, errors),
    headline: readHeadline(form.headline, known, errors),
    targets,
    gone: form.shown.filter((old) => !targets.some((target) => keyOf(target) === keyOf(old))),
  };
  const seen = new Set<string>();
  targets.forEach((target, at) => {
    const isUnclear = ["kpi", "first", "last"].some((field) => errors[`targets.${at}.${field}`]);
    if (isUnclear) return;
    if (seen.has(keyOf(target))) errors[`targets.${at}.kpi`] = { code: "twice" };
    seen.add(keyOf(target));
  });
  return Object.keys(errors).length > 0 ? { errors } : { settings };
}

const keyOf = ({ kpi, from, to }: Omit<TargetValue, "value">) => `${kpi} ${from} ${to}`;

/** Five different KPIs; each that is not, or stands twice, beside its place. */
function readHeadline(
  ids: readonly string[],
  { kpis }: Known,
  errors: FieldErrors,
): string[] | null {
  ids.forEach((id, at) => {
    const field = `headline.${at}`;
    if (!kpis.some((kpi) => kpi.id === id)) errors[field] = { code: "choose" };
    else if (ids.indexOf(id) < at) errors[field] = { code: "sameNumber" };
  });
  return chosenHeadline({ headline: ids }).isOurs ? null : [...ids];
}

function readPromise(
  form: SettingsForm,
  name: "ship" | "deliver",
  errors: FieldErrors,
): string | null {
  const { value, unit } = form[name];
  if (value.trim() === "") return null;
  const number = readDecimal(value, form.locale);
  const hours = number === null ? NaN : Number(number) * (unit === "days" ? 24 : 1);
  if (!(hours > 0)) {
    errors[name] = { code: "promise" };
    return null;
  }
  if (hours > mostHours) {
    errors[name] = { code: "year" };
    return null;
  }
  return unit === "hours" ? number : String(hours);
}

function readTarget(
  form: SettingsForm,
  at: number,
  { kpis, currency }: Known,
  errors: FieldErrors,
): TargetValue {
  const given = form.targets[at]!;
  const kpi = kpis.find(({ id }) => id === given.kpi);
  const fault = (field: string, error: FieldError) => {
    errors[`targets.${at}.${field}`] ??= error;
  };
  if (!kpi) fault("kpi", { code: "choose" });
  const value = kpi ? readValue(given.value, kpi, { locale: form.locale, currency }) : null;
  if (value && "wrong" in value) fault("value", value.wrong);
  for (const field of ["first", "last"] as const) {
    if (given[field] !== "" && !isDay(given[field])) {
      fault(field, { code: "day" });
    }
  }
  const from = isDay(given.first) ? given.first : forever.from;
  const to = isDay(given.last) ? addDays(given.last, 1) : forever.to;
  if (from >= to) fault("last", { code: "order" });
  return { kpi: given.kpi, from, to, value: value && "value" in value ? value.value : "0" };
}

/** What a target of each unit may be, as it is typed: percent for ratios, major units for money. */
const limits: Record<Kpi["unit"], { least: number; most: number; example: string }> = {
  money: { least: -1e12, most: 1e12, example: "50000" },
  ratio: { least: -100, most: 100, example: "95" },
  count: { least: 0, most: 1e12, example: "400" },
  hours: { least: 0, most: mostHours, example: "24" },
  points: { least: -100, most: 100, example: "50" },
  per: { least: 0, most: 1e6, example: "1.5" },
};

function readValue(
  typed: string,
  kpi: Kpi,
  { locale, currency }: { locale: string; currency: string },
): { value: string } | { wrong: FieldError } {
  const wrong = (code: FieldError["code"], values: FieldError["values"]) => ({
    wrong: { code, values },
  });
  const { least, most, example } = limits[kpi.unit];
  const number = readDecimal(typed.replace(/%\s*$/, ""), locale);
  if (number === null) return wrong("number", { example });
  if (Number(number) < least) return wrong("least", { least });
  if (Number(number) > most) return wrong("most", { most });
  const digits = kpi.unit === "money" ? exponent(currency) : kpi.unit === "count" ? 0 : 4;
  if (decimalsOf(number) > digits) return wrong(digits === 0 ? "whole" : "digits", { digits });
  return { value: kpi.unit === "ratio" ? moveDecimal(number, -2) : number };
}

/** A stored target as the form shows it. */
export function showTarget(
  { kpi, from, to, value }: TargetValue,
  unit: Kpi["unit"],
): SettingsForm["targets"][number] {
  return {
    kpi,
    value: moveDecimal(value, unit === "ratio" ? 2 : 0),
    first: from === forever.from ? "" : from,
    last: to === forever.to ? "" : addDays(to, -1),
  };
}

/** Stored hours as the form shows them: whole days as days. */
export function showPromise(hours: string | null): SettingsForm["ship"] {
  if (hours === null) return { value: "", unit: "hours" };
  const number = Number(hours);
  const isDays = number >= 48 && number % 24 === 0;
  return isDays
    ? { value: String(number / 24), unit: "days" }
    : { value: moveDecimal(hours, 0), unit: "hours" };
}
