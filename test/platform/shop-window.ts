// The shop window: a thank-you and an order-status page of the made-up shop that run the survey's
// real bundle in a frame of its own, so that a person or a browser test can answer as a buyer.
//   GET /__platform/shop/thank-you | order-status   ?order=<id> &locale=<BCP 47>
// (products and a customer's own page: shop-products.ts)
// Without an order it is the newest one of the online store; on order status the newest delivered one.
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answer } from "./http.ts";
import { answersByItself } from "./live-answers.ts";
import type { OrderPayload } from "./payloads.ts";
import { serveProducts } from "./shop-products.ts";
import { bundleSurvey, type Bundle } from "./shop-window-bundle.ts";
import { gid, type Store } from "./store.ts";
import { buyerToken, type Credentials } from "./tokens.ts";

export const shopPath = "/__platform/shop/";
const elements = readFileSync(new URL("./shop-window.browser.js", import.meta.url));
/** Replaced by the stand-in's own address: the bundle is built before the port is known. */
const anyUrl = "https://app.invalid";

const pages = {
  "thank-you": { target: "purchase.thank-you.block.render", title: "Thank you for your order" },
  "order-status": {
    target: "customer-account.order-status.block.render",
    title: "Your order",
  },
} as const;
type PageName = keyof typeof pages;
const isPage = (name: string): name is PageName => name in pages;

export type ShopWindow = (
  req: IncomingMessage,
  res: ServerResponse,
  to: URL,
) => void | Promise<void>;

export function createShopWindow(store: Store, app: Credentials, appUrl: () => string): ShopWindow {
  let bundles: Promise<Bundle[]> | undefined;

  function find(id: string | null, page: PageName): OrderPayload | undefined {
    const all = [...store.orders.values()];
    if (id !== null) return all.find((order) => String(order.id) === id);
    const real = all.filter((order) => !order.test);
    const online = real.filter((order) => order.source_name === "web" && !answersByItself(order));
    const delivered = online.filter(({ fulfillments }) =>
      fulfillments.some(({ shipment_status }) => shipment_status === "delivered"),
    );
    return (page === "order-status" && delivered.at(-1)) || online.at(-1) || real.at(-1);
  }

  return async (req, res, to) => {
    const name = to.pathname.slice(shopPath.length);
    const base = `http://${req.headers.host}`;
    const html = (body: string, status = 200) =>
      answer(res, status, body, "text/html; charset=utf-8");
    const script = (code: string | Buffer) => {
      // The frame has no origin, so even its own scripts are another site's.
      res.setHeader("access-control-allow-origin", "*");
      answer(res, 200, code, "text/javascript; charset=utf-8");
    };
    if (name === "elements.js") return script(elements);
    if (name === "token") {
      res.setHeader("access-control-allow-origin", "*");
      return answer(res, 200, buyerToken(app, store.shop.domain, new Date()), "text/plain");
    }
    if (await serveProducts({ store, app, appUrl, shopPath }, { req, res, to })) return;
    const [page = "", part] = name.split(".");
    if (!isPage(page)) return html("<p>This shop has no such page.</p>", 404);
    if (part === "js") {
      const made = await (bundles ??= bundleSurvey(anyUrl));
      const bundle = made.find(({ target }) => target === pages[page].target);
      return script((bundle?.code ?? "").replaceAll(anyUrl, base));
    }
    const order = find(to.searchParams.get("order"), page);
    if (!order) return html("<p>This shop has no such order.</p>", 404);
    const locale = to.searchParams.get("locale") ?? "en";
    if (part === "frame") return html(framePage({ page, order, locale, base }));
    return html(shopPage({ page, order, locale, shopName: store.shop.name }));
  };
}

type Shown = { page: PageName; order: OrderPayload; locale: string };

const escaped = (text: string) => text.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);

function shopPage({ page, order, locale, shopName }: Shown & { shopName: string }): string {
  const query = new URLSearchParams({ order: String(order.id), locale });
  const lines = order.line_items.map(({ quantity, title }) => `${quantity} × ${escaped(title)}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${pages[page].title} · ${escaped(shopName)}</title>
<link rel="icon" href="data:,">
<style>
  body { margin: 0 auto; max-width: 640px; padding: 24px 16px; font: 15px/22px Inter, system-ui, sans-serif; color: #1f1f1f }
  .demo { float: right; padding: 2px 10px; border-radius: 10px; background: #ffe58a; color: #3d2f00; font-weight: 600 }
  iframe { width: 100%; height: 620px; border: 0; margin-top: 16px }
</style>
</head>
<body>
<span class="demo">Demo data</span>
<p>${escaped(shopName)}</p>
<main>
<h1>${pages[page].title}</h1>
<p>Order ${escaped(order.name)}</p>
<ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>
<iframe name="extension" title="Survey" sandbox="allow-scripts" src="${page}.frame?${query}"></iframe>
</main>
</body>
</html>`;
}

function framePage({ page, order, locale, base }: Shown & { base: string }): string {
  const id = String(order.id);
  const given = {
    orderIdentity: gid("OrderIdentity", id),
    order: gid("Order", id),
    name: order.name,
    locale,
    tokenUrl: `${base}${shopPath}token`,
    bundleUrl: `${base}${shopPath}${page}.js`,
  };
  return `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<title>Survey</title>
<style>
  body { margin: 0; padding: 2px; font: 15px/22px Inter, system-ui, sans-serif; color: #1f1f1f }
  s-section { display: block; border: 1px solid #d5d5d5; border-radius: 8px; padding: 16px }
  s-stack { display: grid; gap: 18px }
</style>
<script type="application/json" id="given">${JSON.stringify(given).replaceAll("<", "\\u003c")}</script>
<script type="module" src="${base}${shopPath}elements.js"></script>
</head>
<body></body>
</html>`;
}
