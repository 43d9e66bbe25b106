import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteError } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { env, shopifyEnv } from "../env.server.ts";
import { AppFrame, frameStyles } from "../panels/frame.tsx";
import { authenticate } from "../shopify.server.ts";

export const links = () => frameStyles;

export async function loader({ request }: LoaderFunctionArgs) {
  await authenticate.admin(request);
  return {
    apiKey: shopifyEnv().apiKey,
    appBridgeUrl: env.APP_BRIDGE_URL,
    isDemo: env.FOURFOLD_DEMO === "1",
  };
}

export default function App() {
  const frame = useLoaderData<typeof loader>();
  return (
    <AppFrame {...frame}>
      <Outlet />
    </AppFrame>
  );
}

// Shopify's redirects and retries are thrown as responses; they must pass with their headers.
export function ErrorBoundary() {
  return boundary.error(useRouteError());
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
