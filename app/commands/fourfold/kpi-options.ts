import { kpiById, kpis } from "../../kpis/index.ts";
import type { Kpi } from "../../kpis/kpi.ts";
import type { Split } from "../../kpis/query.ts";
import { needed, UsageError } from "./command.ts";

/** Throws UsageError naming every KPI. */
export function readKpi(value: string | undefined): Kpi {
  const id = needed(value, "id", "a KPI such as net-sales");
  const kpi = kpiById(id);
  if (kpi) return kpi;
  throw new UsageError(`got --id ${id}, expected one of ${kpis.map((one) => one.id).join(", ")}`);
}

/** A split that the KPI has, default those its changes are told by; null when none is asked for. Throws UsageError naming those it has. */
export function readSplit(
  kpi: Kpi,
  value: string | undefined,
  splits: readonly Split[] = kpi.causes,
): Split | null {
  if (value === undefined) return null;
  const split = splits.find((known) => known === value);
  if (split) return split;
  const known = splits.join(", ") || "none";
  throw new UsageError(`got --by ${value}, expected one of ${known} for ${kpi.id}`);
}

/** A version that the KPI's definition has or had. Default: the one that holds in the period. */
export function readVersion(kpi: Kpi, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const known = [...Object.keys(kpi.earlier ?? {}).map(Number), kpi.version];
  const version = known.find((each) => String(each) === value);
  if (version !== undefined) return version;
  throw new UsageError(`got --version ${value}, expected one of ${known.join(", ")} for ${kpi.id}`);
}
