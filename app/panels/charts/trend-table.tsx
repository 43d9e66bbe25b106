import { DataTable, type Column } from "../data-table.tsx";
import { t } from "../translate.ts";
import type { TrendChartPoint } from "./trend.tsx";
import { Twin } from "./twin.tsx";

const none = "–";

/** The chart's twin: every point in words and digits. */
export function TrendTable({
  points,
  caption,
}: {
  points: readonly TrendChartPoint[];
  caption: string;
}) {
  const has = (name: "before" | "interval") => points.some(({ shown }) => shown[name] !== null);
  const columns: Column<TrendChartPoint>[] = [
    {
      key: "when",
      title: t("chart.when"),
      cell: ({ when, partial }) => (partial ? `${when} (${partial})` : when),
    },
    {
      key: "value",
      title: t("chart.value"),
      isNumber: true,
      cell: ({ shown }) => shown.value ?? none,
    },
  ];
  if (has("before")) {
    columns.push({
      key: "before",
      title: t("chart.beforeColumn"),
      isNumber: true,
      cell: ({ shown }) => shown.before ?? none,
    });
  }
  if (has("interval")) {
    columns.push({
      key: "interval",
      title: t("chart.interval"),
      isNumber: true,
      cell: ({ shown }) => shown.interval ?? none,
    });
  }
  return (
    <Twin caption={caption}>
      <DataTable
        caption={caption}
        columns={columns}
        rows={[...points].reverse()}
        rowKey={({ when }) => when}
      />
    </Twin>
  );
}
