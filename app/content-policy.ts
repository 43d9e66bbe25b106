// What a page may load and who may frame it (Content Security Policy, level 3). Scripts come from here,
// with a nonce where they stand in the page, and from Shopify's CDN, which serves App Bridge; Polaris
// writes style attributes. App Bridge may speak to Shopify's own hosts, nothing else may go out.
import { createContext } from "react";

/** Of the page's own scripts; empty in the browser, which does not tell it again. */
export const Nonce = createContext("");

const cdn = "https://cdn.shopify.com";
const shopify = "https://*.shopify.com https://*.shopifysvc.com https://*.myshopify.com";

/**
 * @param frame what Shopify's library says of frames; pages that name no shop may be framed by nobody
 * @param bridge where App Bridge is loaded from, when not from Shopify
 */
export function contentPolicy(given: {
  frame: string | null;
  nonce: string;
  bridge: string | undefined;
}): string {
  const frame = given.frame?.replace(/;\s*$/, "") || "frame-ancestors 'none'";
  const bridge = /^https?:\/\/[^/]+/.exec(given.bridge ?? "")?.[0] ?? "";
  return [
    frame,
    "default-src 'self'",
    `script-src 'self' 'nonce-${given.nonce}' ${cdn} ${bridge}`.trim(),
    `style-src 'self' 'unsafe-inline' ${cdn}`,
    `font-src 'self' ${cdn}`,
    `img-src 'self' data: blob: ${cdn}`,
    `connect-src 'self' ${shopify} ${bridge}`.trim(),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}
