/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { readList, type Answer, type Asked } from "./app.ts";

const words = {
  customer: "Fourfold: next for this customer",
  product: "Fourfold: goes with this product",
  loading: "Fourfold looks for products",
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
  if (answer.items.length === 0) {
    return <s-text color="subdued">{`${words.empty}${answer.needs ?? "more orders"}.`}</s-text>;
  }
  return (
    <s-stack gap="base">
      {answer.items.map(({ product, title, reason }) => (
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
