import { Plain } from "../panels/plain.tsx";

export const meta = () => [{ title: "Fourfold" }];

// The library sends requests without a shop here. Shops are never typed in by hand.
export default function Login() {
  return (
    <Plain title="Open Fourfold from your admin">
      <p>Fourfold runs inside the Shopify admin: choose it there, under Apps.</p>
    </Plain>
  );
}
