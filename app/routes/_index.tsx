import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { Plain } from "../panels/plain.tsx";

/** Shopify opens the app here, with the shop in the address. */
export function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  if (url.searchParams.has("shop")) throw redirect(`/app?${url.searchParams}`);
  return null;
}

export const meta = () => [{ title: "Fourfold" }];

export default function Index() {
  return (
    <Plain title="Fourfold">
      <p>A balanced scorecard inside your Shopify admin. Open it there, under Apps.</p>
    </Plain>
  );
}
