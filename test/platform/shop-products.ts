// Pages of the shop window with products: one product with what goes with it, and the first page of a
// shop with a customer's own products.
//   GET /__platform/shop/product   ?product=<id>
//   GET /__platform/shop/home      ?customer=<id>: signed in &consent=yes: preferences may be used
//   GET /__platform/shop/as/<id>/apps/fourfold/…   the app proxy, for that customer
//   GET /__platform/shop/as/<id>/products/<handle>[.js]
import type { IncomingMessage, ServerResponse } from "node:http";
import { answer, json } from "./http.ts";
import { proxyQuery } from "./proxy.ts";
import type { Store } from "./store.ts";
import {
  blockScript,
  blockStyles,
  renderBlock,
  themeProduct,
  type ThemeProduct,
} from "./theme-block.ts";
import type { Credentials } from "./tokens.ts";

export type ShopProducts = {
  store: Store;
  app: Credentials;
  appUrl: () => string;
  shopPath: string;
};

const escaped = (text: string) => text.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
const styles = `
  body { margin: 0 auto; max-width: 1040px; padding: 24px 16px; font: 16px/24px Inter, system-ui, sans-serif; color: #1f1f1f }
  .demo { float: right; padding: 2px 10px; border-radius: 10px; background: #ffe58a; color: #3d2f00; font-weight: 600 }
  h1, h2 { line-height: 1.3 }`;

type Shown = { shopName: string; title: string; body: string; script?: string };

const shopPage = ({ shopName, title, body, script = "" }: Shown) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ${escaped(shopName)}</title>
<link rel="icon" href="data:,">
<style>${styles}
${blockStyles()}</style>
</head>
<body>
<header>
<span class="demo">Demo data</span>
<p>${escaped(shopName)}</p>
</header>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
${script}
</body>
</html>`;

/** Shopify's consent, as the visitor gave it; the block's own script behind it. */
const consentScript = (isGiven: boolean) => `<script>
window.Shopify = {
  loadFeatures: (_wanted, done) => done(),
  customerPrivacy: { preferencesProcessingAllowed: () => ${isGiven} },
};
</script>
<script>${blockScript()}</script>`;

const stands = ({ store, shopPath }: ShopProducts) => ({
  all: () =>
    [...store.products.keys()].map((id) => themeProduct(store, id)).filter((p) => p !== null),
  pathOf: (customer: string) => `${shopPath}as/${customer}/`,
});

/** False for an address that is none of these. */
export async function serveProducts(
  given: ShopProducts,
  { req, res, to }: { req: IncomingMessage; res: ServerResponse; to: URL },
): Promise<boolean> {
  const { store, shopPath } = given;
  const name = to.pathname.slice(shopPath.length);
  const html = (shown: Omit<Shown, "shopName">, status = 200) => {
    const page = shopPage({ shopName: store.shop.name, ...shown });
    answer(res, status, page, "text/html; charset=utf-8");
    return true;
  };
  const { all, pathOf } = stands(given);
  if (name === "product") {
    const asked = to.searchParams.get("product");
    const product = asked
      ? all().find(({ id }) => String(id) === asked)
      : (all().find(({ metafields }) => metafields.$app!.recommended!.value.length > 0) ??
        all()[0]);
    if (!product)
      return html({ title: "Not found", body: "<p>This shop has no such product.</p>" }, 404);
    return html({ title: product.title, body: await productBody(given, product) });
  }
  if (name === "home") {
    const customer = to.searchParams.get("customer") ?? "";
    const root = customer ? pathOf(customer) : "/";
    const body = await renderBlock(store, "for-you", {
      settings: { collection: { products: all() } },
      isSignedIn: customer !== "",
      root,
    });
    const script = consentScript(to.searchParams.get("consent") === "yes");
    return html({ title: "Coffee and what goes with it", body, script });
  }
  const as = /^as\/(\d+)\/(.*)$/.exec(name);
  if (!as) return false;
  const [, customer = "", path = ""] = as;
  if (path.startsWith("apps/fourfold/")) {
    await proxied(given, { req, res, to, customer, path });
    return true;
  }
  const handle = /^products\/([\w-]+)(\.js)?$/.exec(path);
  const product = all().find(({ url }) => url === `/products/${handle?.[1]}`);
  if (!product) return false;
  const { id, title, price, featured_image } = product;
  if (!handle?.[2]) return html({ title, body: await productBody(given, product) });
  json(res, 200, {
    id,
    title,
    price,
    featured_image,
    url: `${pathOf(customer)}${path.slice(0, -3)}`,
  });
  return true;
}

async function productBody({ store }: ShopProducts, product: ThemeProduct): Promise<string> {
  const price = `<p>€${(product.price / 100).toFixed(2)}${product.available ? "" : " · sold out"}</p>`;
  const block = await renderBlock(store, "goes-with", { product: product.id, isEditor: true });
  return `${price}${block}`;
}

type Proxied = {
  req: IncomingMessage;
  res: ServerResponse;
  to: URL;
  customer: string;
  path: string;
};

/** Shopify asks the app, and hands its answer on. */
async function proxied(
  { store, app, appUrl }: ShopProducts,
  { req, res, to, customer, path }: Proxied,
): Promise<void> {
  const { domain } = store.shop;
  const signed = { shop: domain, customerId: customer, secret: app.secret, now: new Date() };
  const query = proxyQuery(to.searchParams, signed);
  const headers = {
    accept: req.headers.accept ?? "*/*",
    "user-agent": req.headers["user-agent"] ?? "shop window",
  };
  const got = await fetch(`${appUrl()}/${path}?${query}`, { headers });
  const type = got.headers.get("content-type") ?? "application/json";
  answer(res, got.status, await got.text(), type);
}
