// What the causes of a gap are called, and how they are said in a sentence.
import type { EffectPart } from "../../scorecard/causes.ts";
import type { Shown, Unit } from "../../scorecard/types.ts";
import { duration, formatExact, formatValue, type Locale } from "../format.ts";
import { t, type TextKey } from "../translate.ts";

/** "+$7,227.00", "−1.2 pts", "+1 h 20 min". */
export function signed(amount: Shown, unit: Unit, where: Locale): string {
  const size = typeof amount === "string" ? amount.replace(/^-/, "") : Math.abs(amount);
  const words = sizeWords(size, unit, where);
  if (Number(amount) === 0 || !/[1-9]/.test(words)) return words;
  return `${Number(amount) < 0 ? "−" : "+"}${words}`;
}

function sizeWords(size: Shown, unit: Unit, where: Locale): string {
  if (unit === "hours") return duration(Number(size));
  if (unit !== "ratio" && unit !== "points") return formatExact(size, unit, where);
  // Two digits of points: parts are smaller than the gap they sum to.
  const points = Number(size) * (unit === "ratio" ? 100 : 1);
  const text = new Intl.NumberFormat(where.locale, { maximumFractionDigits: 2 }).format(points);
  return `${text} ${text === "1" ? "pt" : "pts"}`;
}

/** What an effect is called for this KPI: more orders is no more units. */
export function effectName(effect: EffectPart["effect"], id: string): string {
  if (id === "orders" && effect === "volume") return t("effect.orders");
  if (effect === "rate" && id.startsWith("hours-")) return t("effect.pace");
  return t(`effect.${effect}` as TextKey);
}

type Told = {
  from: Shown;
  to: Shown;
  gap: Shown;
  largest: { label: string; amount: Shown } | undefined;
};

/** "From €20.00 to €57.40: +€37.40, most of it Volume (+€25.73)." */
export function whySentence({ from, to, gap, largest }: Told, unit: Unit, where: Locale): string {
  const said = {
    from: formatExact(from, unit, where),
    to: formatExact(to, unit, where),
    gap: signed(gap, unit, where),
  };
  if (Number(gap) === 0) return t("why.same", { value: formatValue(to, unit, where) });
  if (!largest) return t("why.said", said);
  const amount = signed(largest.amount, unit, where);
  return t("why.saidMost", { ...said, name: largest.label, amount });
}
