// Targets as a merchant types them: a level, so much per cent more than the period or the month before, or a
// band; of all of the shop, or of one market or channel.
import { z } from "zod";
import type { Kpi } from "../kpis/kpi.ts";
import { addDays, isDay, type Day } from "../ledger/day.ts";
import { exponent } from "../ledger/money.ts";
import type { Target, TargetPart } from "../ledger/shop.server.ts";
import type { TargetKey } from "../ledger/targets.server.ts";
import { decimalsOf, moveDecimal, readDecimal } from "./decimal-input.ts";
import type { FieldError, FieldErrors, SettingsForm } from "./settings-form.ts";

export const targetKinds = ["level", "percent", "month", "band"] as const;
export type ShownKind = (typeof targetKinds)[number];
/** Channels that a target may be of; others are no aim. */
export const aimedChannels = ["online", "pos", "draft", "marketplace", "subscription"] as const;

const Text = z.string().max(40);
/** Longer than the longest region's name with what stands before it. */
const PartText = z.string().max(80);

/** As a row of the panel sends it. `last` is the last day, in; empty days mean always. */
export const TargetShape = z.object({
  ...{ kpi: Text, value: Text, first: Text, last: Text },
  kind: z.enum(targetKinds).default("level"),
  /** Upper end of a band. */
  high: Text.default(""),
  /** "region:<key>" or "channel:<key>"; empty: all of the shop. */
  part: PartText.default(""),
});
export const ShownShape = z.object({ kpi: Text, from: Text, to: Text, part: PartText.default("") });

/** What is shown of a target where it holds always; as `always` in ledger/shop.server.ts. */
const forever = { from: "1970-01-01", to: "9999-12-31" } as const;

export const showPart = ({ by, key }: TargetPart) => `${by}:${key}`;

function partIn(text: string): TargetPart | undefined {
  const [, by, key] = /^(region|channel):(.+)$/s.exec(text) ?? [];
  return by && key ? { by: by === "channel" ? by : "region", key } : undefined;
}

/** A target that the panel showed, by what it is known. */
export const shownKey = ({ kpi, from, to, part }: z.infer<typeof ShownShape>): TargetKey => {
  const of = partIn(part);
  return { kpi, from, to, ...(of ? { part: of } : {}) };
};

export type KnownToTargets = {
  kpis: readonly Kpi[];
  currency: string;
  /** The shop's markets. Default none. */
  markets?: readonly string[];
};

export function readTarget(
  form: Pick<SettingsForm, "targets" | "locale">,
  at: number,
  { kpis, currency, markets = [] }: KnownToTargets,
  errors: FieldErrors,
): Target {
  const given = form.targets[at]!;
  const { kind } = given;
  const kpi = kpis.find(({ id }) => id === given.kpi);
  const fault = (field: string, error: FieldError) => {
    errors[`targets.${at}.${field}`] ??= error;
  };
  const read = (field: "value" | "high"): string => {
    if (!kpi) return "0";
    const isChange = kind === "percent" || kind === "month";
    const limit = limitOf(kpi, isChange);
    const digits = isChange ? 4 : digitsOf(kpi, currency);
    const found = readValue(given[field], { locale: form.locale, limit, digits });
    if ("wrong" in found) fault(field, found.wrong);
    const text = "wrong" in found ? "0" : found.value;
    return isChange || kpi.unit === "ratio" ? moveDecimal(text, -2) : text;
  };
  if (!kpi) fault("kpi", { code: "choose" });
  const value = read("value");
  const high = kind === "band" ? read("high") : null;
  if (high !== null && Number(high) <= Number(value)) fault("high", { code: "band" });
  for (const field of ["first", "last"] as const) {
    if (given[field] !== "" && !isDay(given[field])) fault(field, { code: "day" });
  }
  const from: Day = isDay(given.first) ? given.first : forever.from;
  const to: Day = isDay(given.last) ? addDays(given.last, 1) : forever.to;
  if (from >= to) fault("last", { code: "order" });
  const part = partIn(given.part);
  if (kpi && given.part !== "" && !canAim(kpi, part, markets)) fault("part", { code: "part" });
  return {
    kpi: given.kpi,
    ...(part ? { part } : {}),
    ...{ from, to, value },
    ...(kind === "level" ? {} : { kind }),
    ...(high === null ? {} : { high }),
  };
}

/** Whether the KPI can be told apart so, and the shop has such a part. A place is kept as it was set. */
function canAim(
  { causes }: Kpi,
  part: TargetPart | undefined,
  markets: readonly string[],
): boolean {
  if (!part || !causes.includes(part.by)) return false;
  if (part.by === "channel") return aimedChannels.some((channel) => channel === part.key);
  return markets.includes(part.key) || /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(part.key);
}

type Limit = { least: number; most: number; example: string };

/** What a target of each unit may be, as it is typed: percent for ratios, major units for money. */
const limits: Record<Kpi["unit"] | "change", Limit> = {
  money: { least: -1e12, most: 1e12, example: "50000" },
  ratio: { least: -100, most: 100, example: "95" },
  count: { least: 0, most: 1e12, example: "400" },
  hours: { least: 0, most: 24 * 365, example: "24" },
  points: { least: -100, most: 100, example: "50" },
  per: { least: 0, most: 1e6, example: "1.5" },
  change: { least: -100, most: 1000, example: "5" },
};

/** Of what is no part of a whole a hundred percent is not the most. */
const withoutEnd: readonly string[] = ["marketing-roi", "month-growth"];

const limitOf = ({ id, unit }: Pick<Kpi, "id" | "unit">, isChange: boolean): Limit =>
  isChange || withoutEnd.includes(id) ? limits.change : limits[unit];

/** The least and the most that a target may be, as it is kept: fractions for ratios and changes. */
export function boundsOf(
  kpi: Pick<Kpi, "id" | "unit">,
  { kind }: Pick<Target, "kind">,
): readonly [number, number] {
  const isChange = kind === "percent" || kind === "month";
  const { least, most } = limitOf(kpi, isChange);
  const per = isChange || kpi.unit === "ratio" ? 100 : 1;
  return [least / per, most / per];
}

const digitsOf = ({ unit }: Kpi, currency: string) =>
  unit === "money" ? exponent(currency) : unit === "count" ? 0 : 4;

function readValue(
  typed: string,
  { locale, limit, digits }: { locale: string; limit: Limit; digits: number },
): { value: string } | { wrong: FieldError } {
  const wrong = (code: FieldError["code"], values: FieldError["values"]) => ({
    wrong: { code, values },
  });
  const { least, most, example } = limit;
  const number = readDecimal(typed.replace(/%\s*$/, "").replace(/^\s*\+/, ""), locale);
  if (number === null) return wrong("number", { example });
  if (Number(number) < least) return wrong("least", { least });
  if (Number(number) > most) return wrong("most", { most });
  if (decimalsOf(number) > digits) return wrong(digits === 0 ? "whole" : "digits", { digits });
  return { value: number };
}

/** A stored target as the form shows it. */
export function showTarget(target: Target, unit: Kpi["unit"]): SettingsForm["targets"][number] {
  const { kpi, from, to, kind = "level", part } = target;
  const isPercent = unit === "ratio" || kind === "percent" || kind === "month";
  const show = (value: string) => moveDecimal(value, isPercent ? 2 : 0);
  return {
    kpi,
    value: show(target.value),
    first: from === forever.from ? "" : from,
    last: to === forever.to ? "" : addDays(to, -1),
    kind,
    high: target.high === undefined ? "" : show(target.high),
    part: part ? showPart(part) : "",
  };
}
