/** @jsxImportSource preact */
import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { Survey } from "./survey.tsx";

export default async () => render(<OrderStatus />, document.body);

function OrderStatus() {
  // Missing while Shopify still works on the order; the signal draws this again when it is there.
  const order = shopify.order.value;
  if (!order) return null;
  const place = {
    page: "order-status" as const,
    order: order.id,
    locale: shopify.localization.language.value.isoCode,
    token: () => shopify.sessionToken.get(),
  };
  return <Survey place={place} />;
}
