// Loaded before the app (`node --import`): sends what Shopify's libraries fetch from a shop to the
// stand-in. The libraries and the app stay as they are; without the variable nothing changes.
const base = process.env.SHOPIFY_STANDIN_URL;
if (base) {
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!/\.(myshopify\.com|shopify\.com)$/.test(url.hostname)) return real(input, init);
    const headers = new Headers(request.headers);
    headers.set("x-forwarded-host", url.hostname);
    const body = ["GET", "HEAD"].includes(request.method) ? undefined : await request.arrayBuffer();
    return real(new URL(url.pathname + url.search, base), {
      method: request.method,
      headers,
      body,
      signal: init?.signal ?? request.signal,
    });
  };
}
