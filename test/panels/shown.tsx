import { AppProvider } from "@shopify/polaris";
import { renderToStaticMarkup } from "react-dom/server";
import {
  createStaticHandler,
  createStaticRouter,
  StaticRouterProvider,
} from "react-router-dom/server";

/** A page in a router that knows its address, as the text a reader gets and as HTML. */
export async function shown(element: React.ReactElement, address = "/app") {
  const routes = [{ path: "*", element: <AppProvider i18n={{}}>{element}</AppProvider> }];
  const { query, dataRoutes } = createStaticHandler(routes);
  const context = await query(new Request(`http://app.test${address}`));
  if (context instanceof Response) throw new Error("got a response, expected a page");
  const html = renderToStaticMarkup(
    <StaticRouterProvider
      router={createStaticRouter(dataRoutes, context)}
      context={context}
      hydrate={false}
    />,
  ).replace(/<style[^]*?<\/style>/g, "");
  const text = html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  return { html, text };
}
