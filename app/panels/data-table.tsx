import { Link } from "@remix-run/react";
import { Icon, Text } from "@shopify/polaris";
import { SortAscendingIcon, SortDescendingIcon } from "@shopify/polaris-icons";
import { useRef } from "react";
import { TableExport } from "./export.tsx";
import { t } from "./translate.ts";

export type Column<Row> = {
  key: string;
  title: string;
  /** Right-aligned digits of one width. */
  isNumber?: boolean;
  /** Address of the page sorted by this column; none where it cannot be sorted. */
  sortHref?: string;
  /** Set on the column that the rows are sorted by. */
  sorted?: "ascending" | "descending";
  cell(row: Row): React.ReactNode;
};

type DataTableProps<Row> = {
  /** What the rows are, for people who cannot see the table. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string;
  /** What stands in place of the table when there is no row. */
  empty?: React.ReactNode;
  /** Name of its file, without its ending. Default its page, or the list it is of, hands out one. */
  file?: string;
  /** Addresses of other pages; keyset pages know the next one and the start. */
  pages?: { next: string | null; first: string | null; size: number };
};

/**
 * A table that turns into rows of label and value on a phone. Its first column heads the row; roles
 * are written out because browsers forget them when a table is laid out as blocks.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, empty, file, pages } = props;
  const place = useRef<HTMLDivElement>(null);
  const by = columns.find(({ sorted }) => sorted);
  return (
    <div className="ff-table" ref={place}>
      {rows.length === 0 && empty ? (
        <div className="ff-empty">{empty}</div>
      ) : (
        <table role="table">
          <caption className="ff-unseen">{caption}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <Heading key={column.key} column={column} />
              ))}
            </tr>
          </thead>
          {/* Sorted another way it is another list: rows that are kept would be seen to jump. */}
          <tbody role="rowgroup" key={by && `${by.key} ${by.sorted}`}>
            {rows.map((row) => (
              <tr role="row" key={rowKey(row)}>
                {columns.map((column, at) => cellOf(column, row, at))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {file && rows.length > 0 && <TableExport place={place} fileName={file} what={caption} />}
      {pages && (pages.next || pages.first) && <Pages {...pages} />}
    </div>
  );
}

function cellOf<Row>(column: Column<Row>, row: Row, at: number) {
  const given = {
    key: column.key,
    className: column.isNumber ? "ff-number" : undefined,
    "data-label": column.title,
  };
  return at === 0 ? (
    <th {...given} key={column.key} role="rowheader" scope="row">
      {column.cell(row)}
    </th>
  ) : (
    <td {...given} key={column.key} role="cell">
      {column.cell(row)}
    </td>
  );
}

function Heading<Row>({ column }: { column: Column<Row> }) {
  const { title, isNumber, sortHref, sorted } = column;
  return (
    <th
      role="columnheader"
      scope="col"
      className={isNumber ? "ff-number" : undefined}
      aria-sort={sorted}
    >
      {sortHref ? (
        <Link to={sortHref} preventScrollReset className="ff-sort">
          {title}
          {sorted && (
            <span className="ff-sort-icon">
              <Icon source={sorted === "ascending" ? SortAscendingIcon : SortDescendingIcon} />
            </span>
          )}
        </Link>
      ) : (
        title
      )}
    </th>
  );
}

function Pages({ next, first, size }: NonNullable<DataTableProps<unknown>["pages"]>) {
  return (
    <nav className="ff-pages" aria-label={t("table.pages")}>
      {first ? (
        <Link to={first} preventScrollReset>
          {t("table.first")}
        </Link>
      ) : (
        <span />
      )}
      {next ? (
        <Link to={next} preventScrollReset>
          {t("table.next", { size })}
        </Link>
      ) : (
        <Text as="span" tone="subdued">
          {t("table.end")}
        </Text>
      )}
    </nav>
  );
}
