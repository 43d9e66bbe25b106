/** @jsxImportSource preact */
import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { Survey } from "./survey.tsx";

export default async () => render(<ThankYou />, document.body);

function ThankYou() {
  const place = {
    page: "thank-you" as const,
    order: shopify.orderConfirmation.value.order.id,
    locale: shopify.localization.language.value.isoCode,
    token: () => shopify.sessionToken.get(),
  };
  return <Survey place={place} />;
}
