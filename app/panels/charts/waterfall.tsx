import { Link } from "@remix-run/react";
import { DataTable, type Column } from "../data-table.tsx";
import { t } from "../translate.ts";
import { Twin } from "./twin.tsx";
import { barPath, joinPath, markPath, placeSteps, rowHeight } from "./waterfall.ts";

export type WaterfallStep = {
  key: string;
  label: string;
  amount: number;
  /** The same with its sign, as people read it. */
  shown: string;
  /** Whether it made the number better; null: neither. */
  isBetter: boolean | null;
  /** What stands behind it; none where nothing does. */
  href: string | null;
};
export type WaterfallProps = {
  from: { label: string; value: number; shown: string };
  to: { label: string; shown: string };
  steps: readonly WaterfallStep[];
  /** The sentence that stands for the picture. */
  label: string;
};

/** How one number became another: a row a step, each a link to what is behind it. */
export function Waterfall({ from, to, steps, label }: WaterfallProps) {
  return (
    <figure className="ff-fall">
      <div className="ff-fall-plot">
        <Picture from={from.value} steps={steps} label={label} />
        <ol>
          <Row label={from.label} shown={from.shown} isEnd />
          {steps.map((step) => (
            <Row key={step.key} label={step.label} shown={step.shown} href={step.href} />
          ))}
          <Row label={to.label} shown={to.shown} isEnd />
        </ol>
      </div>
      <Table from={from} to={to} steps={steps} caption={label} />
    </figure>
  );
}

function Picture({
  from,
  steps,
  label,
}: { from: number } & Pick<WaterfallProps, "steps" | "label">) {
  const { start, bars } = placeSteps(from, steps);
  const height = (steps.length + 2) * rowHeight;
  const end = bars.at(-1)?.to ?? start;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      style={{ height }}
    >
      <path className="ff-fall-mark" d={markPath(start, 0) + markPath(end, steps.length + 1)} />
      <path
        className="ff-fall-join"
        d={[start, ...bars.map(({ to }) => to)].map(joinPath).join("")}
      />
      {bars.map((bar, at) => (
        <path key={steps[at]!.key} className={tone(steps[at]!)} d={barPath(bar, at + 1)} />
      ))}
    </svg>
  );
}

const tone = ({ isBetter }: WaterfallStep) =>
  isBetter === null
    ? "ff-fall-bar"
    : isBetter
      ? "ff-fall-bar ff-fall-up"
      : "ff-fall-bar ff-fall-down";

type RowProps = { label: string; shown: string; href?: string | null; isEnd?: boolean };

function Row({ label, shown, href, isEnd = false }: RowProps) {
  return (
    <li className={isEnd ? "ff-fall-end" : undefined} style={{ height: rowHeight }}>
      <span className="ff-fall-name">
        {href ? (
          <Link to={href} preventScrollReset>
            {label}
          </Link>
        ) : (
          label
        )}
      </span>
      <span className="ff-fall-amount">{shown}</span>
    </li>
  );
}

/** The same in words and digits. */
function Table({ from, to, steps, caption }: Omit<WaterfallProps, "label"> & { caption: string }) {
  const rows = [{ key: " from", ...from }, ...steps, { key: " to", ...to }];
  const columns: Column<(typeof rows)[number]>[] = [
    { key: "cause", title: t("why.cause"), cell: ({ label }) => label },
    { key: "amount", title: t("why.amount"), isNumber: true, cell: ({ shown }) => shown },
  ];
  return (
    <Twin caption={caption}>
      <DataTable caption={caption} columns={columns} rows={rows} rowKey={({ key }) => key} />
    </Twin>
  );
}
