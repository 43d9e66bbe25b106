import type { LoaderFunctionArgs } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  useLoaderData,
  useRouteError,
} from "@remix-run/react";
import { useContext } from "react";
import { Nonce } from "./content-policy.ts";
import { PlainProblem } from "./panels/plain.tsx";

/** The merchant's language as Shopify says it, for numbers and dates. */
export function loader({ request }: LoaderFunctionArgs) {
  return { locale: localeOf(request) };
}

function localeOf(request: Request): string {
  const asked = new URL(request.url).searchParams.get("locale") ?? "en";
  try {
    return Intl.getCanonicalLocales(asked)[0] ?? "en";
  } catch {
    return "en";
  }
}

// The language stays, whatever happens to a page.
export const shouldRevalidate = () => false;

// No ScrollRestoration: it reads sessionStorage unguarded, and merchants who block third-party
// storage would lose the page (entry.client.tsx guards the rest).
export default function Root() {
  const { locale } = useLoaderData<typeof loader>();
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <Scripts nonce={useContext(Nonce)} />
      </body>
    </html>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Fourfold</title>
        <Links />
      </head>
      <body>
        <PlainProblem kind={isMissing ? "missing" : "ours"} />
        <Scripts nonce={useContext(Nonce)} />
      </body>
    </html>
  );
}
