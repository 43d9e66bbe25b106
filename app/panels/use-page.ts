import { useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { useMemo } from "react";
import type { ReactElement } from "react";

/**
 * A page of what its loader gave, in the reader's language. It is rendered anew when one of the two
 * changes: the router renders its routes at each step of a navigation as well, the first of them before
 * a click is answered. `render` takes nothing from around it.
 */
export function usePage<Loader>(
  render: (data: ReturnType<typeof useLoaderData<Loader>>, locale: string) => ReactElement,
): ReactElement {
  const data = useLoaderData<Loader>();
  const locale = useRouteLoaderData<{ locale: string }>("root")?.locale ?? "en";
  return useMemo(() => render(data, locale), [data, locale]);
}
