import { Link } from "@remix-run/react";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { formatChange, formatValue, invitation, type Locale } from "./format.ts";
import { Live } from "./live.tsx";
import { ChangeLine, StatusWord } from "./status.tsx";

type RowProps = {
  kpi: ScorecardKpi;
  where: Locale;
  href: string;
  /** Said of a value that is not there. Default what the KPI needs. */
  absent?: string;
  /** When it was counted, of a number that is older than its page. Default it is not. */
  older?: string | undefined;
};

/** A KPI in its perspective: name, value, change, status. The whole row leads to its page. */
export function KpiRow({ kpi, where, href, absent, older }: RowProps) {
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  return (
    <Link
      className={kpi.value === null ? "ff-row ff-row-none" : "ff-row"}
      to={href}
      data-row={kpi.id}
    >
      <span className="ff-name">
        {kpi.name}
        {older && kpi.value !== null && <span className="ff-older">{older}</span>}
      </span>
      {kpi.value === null ? (
        <span className="ff-none">{absent ?? invitation(kpi)}</span>
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
