import { Link, useSearchParams } from "@remix-run/react";
import { Badge, Text } from "@shopify/polaris";
import type { Recommendations, Recommended } from "../scorecard/recommend.server.ts";
import { pageAddress } from "./address.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatDay } from "./format.ts";
import { Nothing } from "./states.tsx";
import { t, type TextKey } from "./translate.ts";

export const productAddress = (product: string, search: URLSearchParams) =>
  pageAddress(`/app/products/${encodeURIComponent(product)}`, search);

type RecommendListProps = {
  list: Recommendations;
  /** What the rows are, for people who cannot see the table. */
  caption: string;
  /** A column for what can be done with a row. Default none. */
  actions?: (row: Recommended) => React.ReactNode;
  when: { today: string; locale: string };
  /** True where all is bought again: when each is due stands in place of what found it. Default false. */
  isDue?: boolean;
};

/** What is recommended, why, and what was left out. */
export function RecommendList({ list, caption, actions, when, isDue }: RecommendListProps) {
  const [search] = useSearchParams();
  const columns: Column<Recommended>[] = [
    {
      key: "product",
      title: t("recommend.product"),
      cell: ({ product, title, sku }) => (
        <span>
          <Link to={productAddress(product, search)}>{title}</Link>
          {sku && <span className="ff-beside">{sku}</span>}
        </span>
      ),
    },
    {
      key: "reason",
      title: t("recommend.reason"),
      cell: ({ reason }) => daysInWords(reason, when),
    },
    isDue
      ? {
          key: "due",
          title: t("recommend.due"),
          cell: ({ evidence }) => dueCell(evidence.due, when),
        }
      : {
          key: "model",
          title: t("recommend.from"),
          cell: ({ evidence }) => <Badge>{t(`recommend.model.${evidence.model}`)}</Badge>,
        },
    ...(actions
      ? [{ key: "actions", title: t("recommend.change"), cell: (row: Recommended) => actions(row) }]
      : []),
  ];
  return (
    <div data-recommend={list.model}>
      <DataTable
        caption={caption}
        columns={columns}
        rows={list.items}
        rowKey={({ product }) => product}
        empty={
          <Nothing title={t("recommend.none")}>
            {t("recommend.needs", { needs: list.needs ?? "" })}
          </Nothing>
        }
      />
      <LeftOut leftOut={list.leftOut} />
    </div>
  );
}

/** Reasons are told to programs too, so their days are ISO dates. */
const daysInWords = (reason: string, { today, locale }: RecommendListProps["when"]) =>
  reason.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day, locale, today));

/** A day that has come is an attention badge, one to come a day. */
function dueCell(
  day: string | null | undefined,
  { today, locale }: { today: string; locale: string },
) {
  if (!day) return t("recommend.dueUnknown");
  const shown = formatDay(day, locale, today);
  if (day > today) return shown;
  return <Badge tone="attention">{t("recommend.dueSince", { day: shown })}</Badge>;
}

function LeftOut({ leftOut }: { leftOut: Recommendations["leftOut"] }) {
  const parts = Object.entries(leftOut).map(([why, n]) =>
    t(`recommend.leftOut.${why}` as TextKey, { n }),
  );
  if (parts.length === 0) return null;
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {t("recommend.leftOut", { parts: parts.join(", ") })}
    </Text>
  );
}
