import { Link } from "@remix-run/react";
import { Badge } from "@shopify/polaris";
import type { StockStatus } from "../analysis/forecast/policy.ts";
import type { StockRow, StockSort } from "../scorecard/stock.ts";
import type { Column } from "./data-table.tsx";
import { formatValue, type Locale, type Tone } from "./format.ts";
import { sorting, type Sorting } from "./list-tools.tsx";
import { stockItemAddress, stockPath } from "./stock-path.ts";
import { t, type TextKey } from "./translate.ts";

const tones: Record<StockStatus, Tone> = {
  out: "critical",
  "runs-out": "attention",
  healthy: "success",
  over: undefined,
  dead: undefined,
};

/** The status as a word; its colour never stands alone. */
export function StockStatusWord({ status }: { status: StockStatus }) {
  return <Badge tone={tones[status]}>{t(`stock.status.${status}`)}</Badge>;
}

/** Units a day, or a week where a day sells less than one. */
export function demandWords(perDay: number, where: Locale): string {
  if (perDay === 0) return t("stock.noDemand");
  const isSlow = perDay < 1;
  const n = formatValue(isSlow ? perDay * 7 : perDay, "per", where);
  return t(isSlow ? "stock.perWeek" : "stock.perDay", { n });
}

type ColumnsOf = { order: Sorting<StockSort>; search: URLSearchParams; where: Locale };

export function stockColumns({ order, search, where }: ColumnsOf): Column<StockRow>[] {
  const count = (n: number) => formatValue(n, "count", where);
  const number = (sort: StockSort, cell: Column<StockRow>["cell"]): Column<StockRow> => ({
    key: sort,
    title: t(`stock.column.${sort}` as TextKey),
    isNumber: true,
    ...sorting(sort, { ...order, path: stockPath, search }),
    cell,
  });
  return [
    {
      key: "item",
      title: t("stock.column.item"),
      cell: ({ key, title, sku, place }) => (
        <span>
          <Link to={stockItemAddress(key, search)}>{title}</Link>
          <span className="ff-beside">{[sku, place].filter(Boolean).join(" · ")}</span>
        </span>
      ),
    },
    {
      key: "status",
      title: t("stock.column.status"),
      cell: ({ status }) => <StockStatusWord status={status} />,
    },
    number("stake", ({ atStake }) =>
      atStake === null ? (
        <span className="ff-quiet">{t("stock.stakeUnknown")}</span>
      ) : (
        formatValue(atStake, "money", where)
      ),
    ),
    number("available", ({ available, incoming }) => (
      <span>
        {count(available)}
        {incoming > 0 && (
          <span className="ff-beside">{t("stock.incoming", { n: count(incoming) })}</span>
        )}
      </span>
    )),
    number("demand", ({ demandPerDay }) => demandWords(demandPerDay, where)),
    number("reorder", ({ reorderPoint, leadDays, leadRule }) => (
      <span>
        {count(reorderPoint)}
        <span className="ff-beside">
          {t(leadRule === "default" ? "stock.leadDefault" : "stock.lead.days", {
            count: leadDays,
            n: leadDays,
          })}
        </span>
      </span>
    )),
    number("order", ({ orderQuantity }) =>
      orderQuantity === 0 ? t("list.none") : count(orderQuantity),
    ),
  ];
}
