import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Outlet,
  useRouteError,
  useRouteLoaderData,
  type ShouldRevalidateFunctionArgs,
} from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { env, shopifyEnv } from "../env.server.ts";
import { tableFile } from "../ledger/csv.ts";
import { findShop } from "../ledger/shop.server.ts";
import { AppFrame, FrameProblem, frameStyles } from "../panels/frame.tsx";
import { usePage } from "../panels/use-page.ts";
import { runtime } from "../runtime.server.ts";
import { readMarkets } from "../scorecard/markets.server.ts";
import { authenticate } from "../shopify.server.ts";

export const links = () => frameStyles;
/** Of a page that cannot be shown; the others say their own. */
export const meta: MetaFunction = () => [{ title: "Fourfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await authenticate.admin(request);
  const { db } = runtime();
  // Not there yet when the app is opened for the first time.
  const shop = await findShop(db, session.shop);
  return {
    markets: shop ? (await readMarkets(db, shop.id)).markets : [],
    apiKey: shopifyEnv().apiKey,
    appBridgeUrl: env.APP_BRIDGE_URL,
    isDemo: env.FOURFOLD_DEMO === "1",
  };
}

// The same for every page until regions are saved, so a page that fails takes neither this nor the frame
// away; each page's own loader checks who asks.
export const shouldRevalidate = ({ formAction }: ShouldRevalidateFunctionArgs) =>
  formAction?.startsWith("/app/settings") ?? false;

/** App Bridge signs the request. Rejects when the app does not answer. */
async function waitForVersion(since: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(`/app/version?since=${since}`, { signal });
  if (!answer.ok) throw new Error(`got status ${answer.status}, expected a version`);
  return ((await answer.json()) as { version: string }).version;
}

/** App Bridge signs the request. */
async function download(address: string): Promise<Blob> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`got status ${answer.status}, expected a file`);
  return answer.blob();
}

const around = { wait: waitForVersion, now: () => Date.now(), download, tableFile };

export default function App() {
  return usePage<typeof loader>((data) => (
    <AppFrame {...data} {...around}>
      <Outlet />
    </AppFrame>
  ));
}

/** Problems of every page below, inside the frame. A 404 may name its kind as its text. */
export function ErrorBoundary() {
  const error = useRouteError();
  const frame = useRouteLoaderData<typeof loader>("routes/app");
  const answer = isRouteErrorResponse(error) ? error : null;
  if (frame && answer?.status === 404) {
    return (
      <FrameProblem {...frame} {...around} kind={answer.data === "no-kpi" ? "no-kpi" : "missing"} />
    );
  }
  // 500 and above comes from a proxy as well, while the app behind it is away.
  if (frame && (!answer || answer.status >= 500)) {
    return <FrameProblem {...frame} {...around} kind="ours" />;
  }
  // Shopify's redirects and retries are thrown as responses; they must pass with their headers.
  return boundary.error(error);
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
