import type { CustomerPage } from "../scorecard/customer.server.ts";
import type { OrderAnswer } from "../scorecard/customer-orders.server.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { marginColumns } from "./margin-steps.tsx";
import { formatDay, formatExact, type Locale } from "./format.ts";
import { t, type TextKey } from "./translate.ts";

type CustomerOrder = CustomerPage["orders"][number];
type OrdersProps = {
  orders: readonly CustomerOrder[];
  where: Locale;
  today: string;
  store: string;
  pages: { next: string | null; first: string | null; size: number };
};

/** A person's orders: what each was worth, what became of it, what they said about it. */
export function CustomerOrders({ orders, where, today, store, pages }: OrdersProps) {
  const money = (shown: string, currency: string) =>
    formatExact(shown, "money", { ...where, currency });
  const columns: Column<CustomerOrder>[] = [
    { key: "order", title: t("customers.order"), cell: (order) => orderName(order, store) },
    {
      key: "day",
      title: t("customers.day"),
      cell: ({ day }) => formatDay(day, where.locale, today),
    },
    { key: "status", title: t("customers.status"), cell: statusWords },
    {
      key: "net",
      title: t("customers.net"),
      isNumber: true,
      cell: ({ net, currency }) => money(net, currency),
    },
    {
      key: "refunded",
      title: t("customers.refunded"),
      isNumber: true,
      cell: ({ refunded, currency }) =>
        Number(refunded) ? money(refunded, currency) : t("list.none"),
    },
    ...marginColumns(orders, where),
    { key: "shipping", title: t("customers.shipping"), cell: shippingWords },
    { key: "answers", title: t("customers.answers"), cell: answerWords },
  ];
  return (
    <DataTable
      caption={t("customers.ordersTitle")}
      columns={columns}
      rows={orders}
      rowKey={({ id }) => id}
      empty={t("customers.ordersNone")}
      pages={pages}
    />
  );
}

function orderName({ name, shopifyId }: CustomerOrder, store: string) {
  if (!shopifyId) return name;
  return (
    <a
      href={`https://admin.shopify.com/store/${store}/orders/${shopifyId}`}
      target="_blank"
      rel="noreferrer"
      aria-label={t("behind.open", { name })}
    >
      {name}
    </a>
  );
}

/** "partially_refunded" → "Partially refunded": Shopify's own words, of which there may be new ones. */
function plainWords(status: string): string {
  const words = status.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function statusWords({ financialStatus, isCancelled, leftOut }: CustomerOrder): string {
  const said = [plainWords(financialStatus)];
  if (isCancelled) said.push(t("customers.cancelled"));
  if (leftOut) said.push(t(`customers.leftOut.${leftOut}` as TextKey));
  return said.join(" · ");
}

function shippingWords({ shipping, isLate }: CustomerOrder): string {
  const step = t(`customers.ship.${shipping}`);
  if (isLate === null) return step;
  const kept = shipping === "waiting" ? t("customers.stillTime") : t("customers.onTime");
  return `${step}, ${isLate ? t("customers.late") : kept}`;
}

function answerWords({ answers }: CustomerOrder) {
  if (answers.length === 0) return t("list.none");
  return (
    <span>
      {answers.map((answer) => (
        <span key={answer.question} className="ff-counts">
          {scoreWords(answer)} {saidWords(answer)}
        </span>
      ))}
    </span>
  );
}

/** What they wrote; of how they heard of the shop the channel. */
function saidWords({ question, text }: OrderAnswer): string | null {
  if (text === null) return null;
  const key = `marketing.channel.${text}` as TextKey;
  const said = question === "heard-about" ? t(key) : key;
  return said === key ? `“${text}”` : said;
}

function scoreWords({ question, score }: OrderAnswer): string {
  if (question === "nps") return t("customers.answer.nps", { score });
  if (question === "csat") return t("customers.answer.csat", { score });
  if (question === "heard-about") return t("customers.answer.heard");
  return t("customers.answer.other", { question, score });
}
