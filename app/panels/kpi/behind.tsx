import { Link, useLocation, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, Text } from "@shopify/polaris";
import { useEffect, useRef } from "react";
import type { Entry } from "../../scorecard/entries.ts";
import type { KpiPage } from "../../scorecard/kpi-page.ts";
import { sameAddress } from "../address.ts";
import { DataTable, type Column } from "../data-table.tsx";
import { PanelExport } from "../export.tsx";
import { duration, formatDay, formatExact, type Locale } from "../format.ts";
import { marginColumns } from "../margin-steps.tsx";
import type { PageTime } from "../page-head.tsx";
import { t, type TextKey } from "../translate.ts";
import { behindPlace } from "./why.tsx";
import { effectName } from "./why-words.ts";

type BehindProps = { page: KpiPage; time: PageTime; where: Locale; store: string };

/** The orders, refunds, answers and steps the number was counted from. */
export function Behind({ page, time, where, store }: BehindProps) {
  const [search] = useSearchParams();
  const { pathname, hash, key } = useLocation();
  const { kpi, behind } = page;
  const place = useRef<HTMLDivElement>(null);
  // A cause leads here, however far down it is.
  useEffect(() => {
    if (hash === behindPlace) place.current?.scrollIntoView({ block: "start" });
  }, [hash, key]);
  const columns: Column<Entry>[] = [
    { key: "order", title: t("behind.order"), cell: (entry) => orderCell(entry, store) },
    {
      key: "day",
      title: t("behind.day"),
      cell: ({ day }) => formatDay(day, time.locale, time.today),
    },
    { key: "detail", title: t("behind.detail"), cell: (entry) => detail(kpi.id, entry) },
  ];
  if (behind.entries.some(({ amount }) => amount !== null)) {
    columns.push({
      key: "amount",
      title: t("behind.amount"),
      isNumber: true,
      cell: ({ amount }) => (amount === null ? "–" : formatExact(amount, "money", where)),
    });
  }
  columns.push(...marginColumns(behind.entries, where));
  const at = (after: string | null) => sameAddress(pathname, search, { after });
  return (
    <Card>
      <BlockStack gap="300">
        <div ref={place} id={behindPlace.slice(1)} className="ff-behind">
          <Text as="h2" variant="headingMd">
            {t("behind.titleOrders")}
          </Text>
          <Narrowed page={page} />
        </div>
        <DataTable
          caption={t("behind.titleOrders")}
          columns={columns}
          rows={behind.entries}
          rowKey={({ kind, key }) => `${kind} ${key}`}
          empty={t("behind.none")}
          pages={{
            next: behind.next && at(behind.next),
            first: search.has("after") ? at(null) : null,
            size: 25,
          }}
        />
        <PanelExport
          path="orders"
          what={t("behind.titleOrders")}
          given={{ id: kpi.id, by: page.by }}
        />
      </BlockStack>
    </Card>
  );
}

/** Which of them are shown, and the way back to all. */
function Narrowed({ page: { kpi, narrowed } }: Pick<BehindProps, "page">) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  if (!narrowed) return null;
  const { effect, part, label } = narrowed;
  const names = [effect && effectName(effect, kpi.id), part === null ? null : label];
  const all = sameAddress(pathname, search, { effect: null, part: null, after: null });
  return (
    <p className="ff-pair">
      {t("behind.of", { name: names.filter(Boolean).join(", ") })}
      <Link to={all + behindPlace} preventScrollReset>
        {t("behind.all")}
      </Link>
    </p>
  );
}

function orderCell({ order }: Entry, store: string) {
  if (!order) return t("behind.unknown");
  if (!order.adminPath) return order.name;
  return (
    <a
      href={`https://admin.shopify.com/store/${store}/${order.adminPath}`}
      target="_blank"
      rel="noreferrer"
      aria-label={t("behind.open", { name: order.name })}
    >
      {order.name}
    </a>
  );
}

const lateness = (isLate: boolean | null, unknown: TextKey) =>
  t(isLate === null ? unknown : isLate ? "behind.late" : "behind.onTime");

const time = (hours: number | null) => (hours === null ? "–" : duration(Math.max(0, hours)));

/** What of the order the KPI looks at. */
function detail(id: string, { kind, order, score, by }: Entry): string {
  if (kind === "refund") return t("behind.refund");
  if (kind === "answer")
    return t(id === "nps" ? "behind.score10" : "behind.score5", { score: score ?? "–" });
  if (kind === "step") return t(by === "app" ? "behind.app" : "behind.user");
  if (!order) return "–";
  switch (id) {
    case "cancel-rate":
      return t("behind.cancelled");
    case "hours-to-ship":
      return time(order.shipHours);
    case "hours-to-deliver":
      return time(order.deliverHours);
    case "on-time-shipping":
      return lateness(order.isShippedLate, "behind.notDue");
    case "on-time-delivery":
      return lateness(order.isDeliveredLate, "behind.noPromise");
    case "return-rate":
      return t("behind.unitsBack", { count: order.returnedUnits });
    case "returning-share":
    case "repeat-rate":
    case "retention-90d":
    case "purchase-frequency":
      return t(`customer.${order.customerKind}` as TextKey);
    default:
      return t(`channel.${order.channel}` as TextKey);
  }
}
