// Our check of a delivery's signature, held against Shopify's own library.
import { createHmac } from "node:crypto";
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { expect, test } from "vitest";
import { isSigned } from "../../app/ingest/door.server.ts";

const secret = "the client secret";
const older = "the secret before the rotation";

const signature = (body: string, key = secret) =>
  createHmac("sha256", key).update(body).digest("base64");

const headersFor = (given: string) => ({
  "x-shopify-hmac-sha256": given,
  "x-shopify-topic": "orders/create",
  "x-shopify-shop-domain": "door.myshopify.com",
  "x-shopify-api-version": "2026-10",
  "x-shopify-webhook-id": "w-1",
});

test("the signature check says what Shopify's library says", async () => {
  const shopify = shopifyApi({
    apiKey: "key",
    apiSecretKey: secret,
    hostName: "app.test",
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: true,
    logger: { log: () => undefined, level: LogSeverity.Error },
  });
  const body = '{"id":820982911946154508,"note":"ä😀"}';
  const good = signature(body);
  const signatures = [
    good,
    good.toLowerCase(),
    `${good} `,
    good.slice(0, -1),
    good.replace(/=+$/, ""),
    `${good}=`,
    signature(body, older),
    signature(`${body}\n`),
    createHmac("sha256", secret).update(body).digest("hex"),
    "x",
    "",
  ];
  for (const given of signatures) {
    const validation = await shopify.webhooks.validate({
      rawBody: body,
      rawRequest: {
        method: "POST",
        url: "/webhooks",
        headers: headersFor(given),
      },
      rawResponse: {},
    } as unknown as Parameters<typeof shopify.webhooks.validate>[0]);
    expect(isSigned(Buffer.from(body), given, [secret]), given).toBe(validation.valid);
  }
});
