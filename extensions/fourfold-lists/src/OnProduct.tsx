/** @jsxImportSource preact */
import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { List } from "./list.tsx";

export default async () => render(<OnProduct />, document.body);

function OnProduct() {
  const [selected] = shopify.data.selected;
  if (!selected) return null;
  const token = () => shopify.auth.idToken();
  return <List asked={{ of: "product", id: selected.id, token }} />;
}
