import { Link } from "@remix-run/react";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { formatChange, formatValue, invitation, type Locale } from "./format.ts";
import { Live } from "./live.tsx";
import { ChangeLine, StatusWord } from "./status.tsx";

/** A KPI in its perspective: name, value, change, status. The whole row leads to its page. */
export function KpiRow({ kpi, where, href }: { kpi: ScorecardKpi; where: Locale; href: string }) {
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  return (
    <Link className="ff-row" to={href} data-row={kpi.id}>
      <span className="ff-name">{kpi.name}</span>
      {kpi.value === null ? (
        <span className="ff-none">{invitation(kpi)}</span>
      ) : (
        <>
          <span className="ff-number">
            <Live value={formatValue(kpi.value, kpi.unit, where)} />
          </span>
          <span className="ff-moved">{change && <ChangeLine change={change} />}</span>
        </>
      )}
      <span className="ff-status">
        <StatusWord status={kpi.status} />
      </span>
    </Link>
  );
}
