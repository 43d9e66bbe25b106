/** @jsxImportSource preact */
import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { List } from "./list.tsx";

export default async () => render(<OnCustomer />, document.body);

function OnCustomer() {
  const [selected] = shopify.data.selected;
  if (!selected) return null;
  const token = () => shopify.auth.idToken();
  return <List asked={{ of: "customer", id: selected.id, token }} />;
}
