import "@shopify/ui-extensions";

// The global `shopify` is another one in each target.
declare module "./src/OnCustomer.tsx" {
  const shopify: import("@shopify/ui-extensions/admin.customer-details.block.render").Api;
  const globalThis: { shopify: typeof shopify };
}
declare module "./src/OnProduct.tsx" {
  const shopify: import("@shopify/ui-extensions/admin.product-details.block.render").Api;
  const globalThis: { shopify: typeof shopify };
}
