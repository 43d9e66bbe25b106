import { Text } from "@shopify/polaris";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { formatChange, formatInterval, formatValue, invitation, type Locale } from "./format.ts";
import { ChangeLine, StatusWord } from "./status.tsx";
import { Live } from "./live.tsx";

type TileProps = {
  kpi: ScorecardKpi;
  where: Locale;
  /** The KPI whose place this one takes while that has no data. */
  insteadOf?: string;
};

/** One headline number. The whole tile leads to how it is counted. */
export function Tile({ kpi, where, insteadOf }: TileProps) {
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  return (
    <a className="ff-tile" href={`#kpi-${kpi.id}`} data-kpi={kpi.id}>
      <Text as="h2" variant="bodyMd" fontWeight="medium" tone="subdued">
        {kpi.name}
      </Text>
      {kpi.value === null ? (
        <Text as="p" variant="bodySm">
          {invitation(kpi)}
        </Text>
      ) : (
        <>
          <p className="ff-value">
            <Live value={formatValue(kpi.value, kpi.unit, where)} />
          </p>
          {change ? <ChangeLine change={change} /> : <Small>no earlier period</Small>}
          <Small>{formatInterval(kpi, where)}</Small>
        </>
      )}
      <div className="ff-foot">
        <StatusWord status={kpi.status} />
        {insteadOf && <Small>in place of {insteadOf}</Small>}
      </div>
    </a>
  );
}

function Small({ children }: { children: React.ReactNode }) {
  return (
    <Text as="span" variant="bodySm" tone="subdued">
      {children}
    </Text>
  );
}
