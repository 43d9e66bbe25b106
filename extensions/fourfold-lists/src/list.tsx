/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { readList, type Answer, type Asked, type Item } from "./app.ts";

const words = {
  customer: "Fourfold: next for this customer",
  product: "Fourfold: goes with this product",
  loading: "Fourfold looks for products",
  again: "To buy again",
  fresh: "New to them",
  empty: "Nothing to recommend yet. It needs ",
  failed: "Fourfold does not answer. Open the app once, then load this page again.",
};

/** The list with its reasons; says so while there is none. */
export function List({ asked }: { asked: Asked }) {
  const [answer, setAnswer] = useState<Answer | "failed" | null>(null);
  useEffect(() => {
    let isOver = false;
    const settle = (found: Answer | "failed") => void (isOver || setAnswer(found));
    readList(asked).then(settle, () => settle("failed"));
    return () => void (isOver = true);
  }, [asked.of, asked.id]);
  return <s-admin-block heading={words[asked.of]}>{shown(answer)}</s-admin-block>;
}

function shown(answer: Answer | "failed" | null) {
  if (answer === null) return <s-spinner accessibilityLabel={words.loading} />;
  if (answer === "failed") return <s-banner tone="critical">{words.failed}</s-banner>;
  const { items, again, needs } = answer;
  if (items.length + again.length === 0) {
    return <s-text color="subdued">{`${words.empty}${needs ?? "more orders"}.`}</s-text>;
  }
  return (
    <s-stack gap="base">
      {again.length > 0 && <s-heading>{words.again}</s-heading>}
      {again.length > 0 && listed(again)}
      {again.length > 0 && items.length > 0 && <s-heading>{words.fresh}</s-heading>}
      {items.length > 0 && listed(items)}
    </s-stack>
  );
}

function listed(items: readonly Item[]) {
  return (
    <s-stack gap="base">
      {items.map(({ product, title, reason }) => (
        <s-stack key={product} gap="small-200">
          {isShopifys(product) ? (
            <s-link href={`shopify://admin/products/${product}`}>{title}</s-link>
          ) : (
            <s-text>{title}</s-text>
          )}
          <s-text color="subdued">{reason}</s-text>
        </s-stack>
      ))}
    </s-stack>
  );
}

/** Else the SKU or the name of what no product of the catalogue stands behind. */
const isShopifys = (product: string) => /^\d+$/.test(product);
