import { expect, test } from "vitest";
import { readEnv, shopifyEnv } from "../app/env.server.ts";

test("an empty environment is enough for the command line", () => {
  expect(readEnv({})).toMatchObject({ PORT: 3000, ROLE: "all", LOG_LEVEL: "info" });
  expect(readEnv({ DATABASE_URL: " ", PORT: "4010" })).toMatchObject({ PORT: 4010 });
  expect(readEnv({ DATABASE_URL: "" }).DATABASE_URL).toBeUndefined();
});

test("every wrong variable is named with what was expected, without its value", () => {
  const read = () => readEnv({ DATABASE_URL: "mysql://u:s3cret@h/d", ROLE: "boss", PORT: "-1" });
  expect(read).toThrow(/DATABASE_URL: expected postgres:/);
  expect(read).toThrow(/ROLE: .*"all"\|"web"\|"worker"/);
  expect(read).toThrow(/PORT: /);
  expect(read).not.toThrow(/s3cret/);
});

test("serving names the Shopify variables that are missing", () => {
  expect(() => shopifyEnv(readEnv({ SHOPIFY_API_KEY: "k" }))).toThrow(
    "SHOPIFY_API_SECRET, SHOPIFY_APP_URL missing",
  );
  const all = { SHOPIFY_API_KEY: "k", SHOPIFY_API_SECRET: "s", SHOPIFY_APP_URL: "https://a.test" };
  expect(shopifyEnv(readEnv(all))).toEqual({
    apiKey: "k",
    apiSecret: "s",
    appUrl: "https://a.test",
  });
});
