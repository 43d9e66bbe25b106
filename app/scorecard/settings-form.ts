// What a merchant sets: targets by KPI, promises, the week, regions. Read from the panel's form, every
// fault beside its field; nothing is taken unless all of it is right.
import { z } from "zod";
import type { RegionSet } from "../ledger/regions.ts";
import type { Target } from "../ledger/shop.server.ts";
import type { TargetKey } from "../ledger/targets.server.ts";
import { chosenHeadline, headlineCount } from "./headline.ts";
import { moveDecimal, readDecimal } from "./decimal-input.ts";
import { readRegionSets } from "./settings-form-regions.ts";
import {
  readTarget,
  shownKey,
  ShownShape,
  showPart,
  TargetShape,
  type KnownToTargets,
} from "./settings-form-targets.ts";

export const weekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type WeekDay = (typeof weekDays)[number];

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
  targets: z.array(TargetShape).max(mostTargets),
  /** The targets that the panel showed: one of these that is not sent again is to go. */
  shown: z.array(ShownShape).max(mostTargets),
  /** The five at the top of Home, in their places. */
  headline: z.array(Text).length(headlineCount),
  /** An order belongs to the first that names its place. */
  regions: z.array(z.object({ name: Text, places: z.string().max(4000) })).max(mostRegions),
});
export type SettingsForm = z.infer<typeof SettingsShape>;

export type Settings = {
  weekStart: WeekDay;
  /** Decimal text of hours; null: no promise. */
  shipPromiseHours: string | null;
  deliverPromiseHours: string | null;
  regions: RegionSet[];
  /** Null: ours. */
  headline: string[] | null;
  targets: Target[];
  gone: TargetKey[];
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
    | "part"
    | "band"
    | "sameNumber";
  values?: Record<string, string | number>;
};
/** By field: "ship", "targets.0.value", "regions.0.places". */
export type FieldErrors = Record<string, FieldError>;

type Known = KnownToTargets;

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
    gone: form.shown
      .map(shownKey)
      .filter((old) => !targets.some((target) => keyOf(target) === keyOf(old))),
  };
  const seen = new Set<string>();
  targets.forEach((target, at) => {
    const isUnclear = ["kpi", "part", "first", "last"].some(
      (field) => errors[`targets.${at}.${field}`],
    );
    if (isUnclear) return;
    if (seen.has(keyOf(target))) errors[`targets.${at}.kpi`] = { code: "twice" };
    seen.add(keyOf(target));
  });
  return Object.keys(errors).length > 0 ? { errors } : { settings };
}

const keyOf = ({ kpi, part, from, to }: TargetKey) =>
  `${kpi} ${part ? showPart(part) : ""} ${from} ${to}`;

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

/** Stored hours as the form shows them: whole days as days. */
export function showPromise(hours: string | null): SettingsForm["ship"] {
  if (hours === null) return { value: "", unit: "hours" };
  const number = Number(hours);
  const isDays = number >= 48 && number % 24 === 0;
  return isDays
    ? { value: String(number / 24), unit: "days" }
    : { value: moveDecimal(hours, 0), unit: "hours" };
}
