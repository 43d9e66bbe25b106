// Held equal to Shopify's own reader, which checks signature, time and audience.
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { expect, test, vi } from "vitest";
import { readSessionToken } from "../../app/ingest/survey-token.ts";
import { signedToken } from "../platform/tokens.ts";

const now = new Date("2026-11-22T10:00:00Z");
const seconds = now.getTime() / 1000;
const keys = { secrets: ["secret now", "secret before"], apiKey: "our-key" };
const good = {
  dest: "https://a-shop.myshopify.com",
  aud: "our-key",
  exp: seconds + 300,
  nbf: seconds,
};
const read = (claims: object, secret = "secret now", algorithm?: string) =>
  readSessionToken(signedToken({ ...claims }, secret, algorithm), keys, now);

test("a good token names its shop, with or without https, under the new and the old secret", () => {
  const shop = { shop: "a-shop.myshopify.com" };
  expect(read(good)).toEqual(shop);
  expect(read(good, "secret before")).toEqual(shop);
  expect(read({ ...good, dest: "A-Shop.myshopify.com" })).toEqual(shop);
  expect(read({ ...good, nbf: undefined })).toEqual(shop);
});

test("forged, expired, early, foreign and shapeless tokens are refused with got and expected", () => {
  const reason = (token: ReturnType<typeof read>) => ("refused" in token ? token.refused : "taken");
  expect(reason(read(good, "another secret"))).toContain("did not sign");
  expect(reason(read({ ...good, exp: seconds - 11 }))).toContain("expired");
  expect(reason(read({ ...good, exp: undefined }))).toContain("expired");
  expect(reason(read({ ...good, nbf: seconds + 11 }))).toContain("does not hold yet");
  expect(reason(read({ ...good, aud: "their-key" }))).toContain("another app");
  expect(reason(read({ ...good, dest: "https://evil.example/x.myshopify.com" }))).toContain(
    "without a shop",
  );
  expect(reason(read(good, "secret now", "none"))).toContain("another algorithm");
  const [head, , mark] = signedToken(good, "secret now").split(".");
  const [, other] = signedToken({ ...good, dest: "b.myshopify.com" }, "secret now").split(".");
  expect(reason(readSessionToken(`${head}.${other}.${mark}`, keys, now))).toContain("did not sign");
  for (const text of ["", "a.b", "a.b.c.d", "a.b.", "ä.b.c", "x".repeat(9_000)])
    expect(reason(readSessionToken(text, keys, now)), text).toContain("no session token");
});

test("the verdict is that of Shopify's library", async () => {
  vi.useFakeTimers({ now, toFake: ["Date"] });
  const library = shopifyApi({
    apiKey: keys.apiKey,
    apiSecretKey: keys.secrets[0]!,
    apiVersion: ApiVersion.October26,
    hostName: "app.test",
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error },
  });
  const cases: [object, string?][] = [
    [good],
    [{ ...good, aud: "their-key" }],
    [{ ...good, exp: seconds - 1 }],
    [{ ...good, exp: seconds - 60 }],
    [{ ...good, nbf: seconds + 60 }],
    [good, "another secret"],
  ];
  for (const [claims, secret] of cases) {
    const token = signedToken({ ...claims }, secret ?? "secret now");
    const theirs = await library.session.decodeSessionToken(token).then(
      () => true,
      () => false,
    );
    const ours = readSessionToken(token, { ...keys, secrets: ["secret now"] }, now);
    expect("shop" in ours, JSON.stringify(claims)).toBe(theirs);
  }
  vi.useRealTimers();
});
