import { Text } from "@shopify/polaris";
import type { ScorecardKpi } from "../scorecard/types.ts";
import { formatChange, formatInterval, formatValue, invitation, type Locale } from "./format.ts";
import { ChangeLine, StatusWord } from "./status.tsx";
import { Live } from "./live.tsx";

/** One headline number. The whole tile leads to how it is counted. */
export function Tile({ kpi, where }: { kpi: ScorecardKpi; where: Locale }) {
  const change = formatChange(kpi.change, kpi.unit, kpi.direction, where);
  const interval = formatInterval(kpi, where);
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
          <div className="ff-change">
            {change ? (
              <ChangeLine change={change} />
            ) : (
              <Text as="span" variant="bodySm" tone="subdued">
                no earlier period
              </Text>
            )}
          </div>
        </>
      )}
      <div className="ff-foot">
        <StatusWord status={kpi.status} />
        {interval && (
          <Text as="span" variant="bodySm" tone="subdued">
            {interval}
          </Text>
        )}
      </div>
    </a>
  );
}
