// How much of a change came about through the cause that a task is about.
import type { Causes } from "../../scorecard/causes.ts";
import type { ShownTask } from "../../scorecard/tasks.ts";
import { formatValue, type Locale } from "../format.ts";
import { t } from "../translate.ts";
import type { ScorecardKpi, Shown } from "../../scorecard/types.ts";
import { effectName, signed } from "./why-words.ts";

type Cause = NonNullable<ShownTask["cause"]>;

/** Null where the change is told by another split, or had no such cause. */
export function driverOf(
  { by, part, effect }: Cause,
  causes: Causes,
): { amount: Shown; share: number | null } | null {
  // Mix, price and rate are other amounts by another split.
  if (by !== causes.by) return null;
  const found =
    part === null
      ? causes.effects.find((each) => each.effect === effect)
      : effect === null
        ? causes.keys.find(({ key }) => key === part)
        : causes.cells.find((cell) => cell.key === part && cell.effect === effect);
  if (!found) return null;
  const gap = Number(causes.gap ?? 0);
  return { amount: found.amount, share: gap === 0 ? null : Number(found.amount) / gap };
}

/** "Price, Germany" */
export function aboutWords(cause: Cause, causes: Causes, id: string): string {
  const { part, effect } = cause;
  const label = part === null ? null : (causes.keys.find(({ key }) => key === part)?.label ?? part);
  const named = effect === null ? null : effectName(effect as Parameters<typeof effectName>[0], id);
  return [named, label].filter(Boolean).join(", ");
}

/** "Price, Germany: −€320.00, 39 % of the change." Empty of a task that is about all of it. */
export function driverWords(
  { alert, cause, kpi }: Pick<ShownTask, "alert" | "cause" | "kpi">,
  { causes, unit, where }: { causes: Causes; unit: ScorecardKpi["unit"]; where: Locale },
): string {
  if (!cause) return "";
  const about = aboutWords(cause, causes, kpi.id);
  const driver = driverOf(cause, causes);
  // An alert says itself what it is about.
  if (!driver) return alert ? "" : t("tasks.about", { about });
  const { amount, share } = driver;
  const said = { about, amount: signed(amount, unit, where) };
  if (share === null) return t("tasks.driver", said);
  if (share < 0) return t("tasks.driverAgainst", said);
  return t("tasks.driverShare", { ...said, share: formatValue(share, "ratio", where) });
}
