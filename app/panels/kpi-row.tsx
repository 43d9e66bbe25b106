import { Text } from "@shopify/polaris";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { formatChange, formatInterval, formatValue, invitation, type Locale } from "./format.ts";
import { Live } from "./live.tsx";
import { StatusWord } from "./status.tsx";

/** A KPI in its perspective: name, value, status; opened, how it is counted. */
export function KpiRow({ kpi, where }: { kpi: ScorecardKpi; where: Locale }) {
  const interval = formatInterval(kpi, where);
  return (
    <details className="ff-row" id={`kpi-${kpi.id}`}>
      <summary>
        <span className="ff-name">{kpi.name}</span>
        {kpi.value === null ? (
          <span className="ff-none">{invitation(kpi)}</span>
        ) : (
          <span className="ff-number">
            <Live value={formatValue(kpi.value, kpi.unit, where)} />
          </span>
        )}
        <span className="ff-status">
          <StatusWord status={kpi.status} />
        </span>
      </summary>
      <dl>
        {facts(kpi, where, interval).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function facts(kpi: ScorecardKpi, where: Locale, interval: string | null): [string, string][] {
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  const value = (shown: string | number | null) =>
    shown === null ? null : formatValue(shown, kpi.unit, where);
  const rows: [string, string | null][] = [
    ["What is missing", kpi.value === null ? invitation(kpi) : null],
    ["How it is counted", kpi.formula],
    ["Most likely", interval],
    ["Target", value(kpi.target)],
    ["Period before", value(kpi.previous)],
    ["Change", change && (change.way === "same" ? change.words : `${change.way} ${change.words}`)],
    ["Stands on", kpi.value === null ? null : standsOn(kpi, where)],
    ["Known", kpi.coverage === null ? null : formatValue(kpi.coverage, "ratio", where)],
    ["Definition", `version ${kpi.version}`],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function standsOn(kpi: ScorecardKpi, where: Locale): string {
  return `${formatValue(kpi.n, "count", where)} ${countedThing[kpi.id] ?? (kpi.n === 1 ? "order" : "orders")}`;
}

/** What `n` counts where it is not orders (definitions.md). */
const countedThing: Record<string, string> = {
  nps: "answers",
  csat: "answers",
  "returning-share": "customers",
  "repeat-rate": "customers",
  "retention-90d": "customers",
  "purchase-frequency": "customers",
  "automation-coverage": "steps",
  "touches-per-order": "steps",
};

/** A perspective without any KPI says so. */
export function NoRows() {
  return (
    <Text as="p" tone="subdued">
      Nothing is counted here yet.
    </Text>
  );
}
