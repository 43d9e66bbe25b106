// @vitest-environment jsdom
import { getExtension } from "@shopify/ui-extensions-tester";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { shippedWords } from "../../app/ledger/survey-words.ts";
import { soon } from "./soon.ts";

const configSearchDir = "extensions/fourfold-survey";

const orderStatus = getExtension("customer-account.order-status.block.render", { configSearchDir });
let asked: string[];

beforeEach(() => {
  asked = [];
  vi.stubEnv("APP_URL", "https://app.test");
  orderStatus.setUp();
  orderStatus.fetch = vi.fn(async (url: string | URL | Request) => {
    asked.push(String(url));
    return new Response(JSON.stringify({ questions: ["nps"], words: shippedWords["en"] }));
  });
});
afterEach(() => {
  orderStatus.tearDown();
  vi.unstubAllEnvs();
});

test("it asks as order status, of the order the page is about", async () => {
  orderStatus.shopify.order.value = { id: "gid://shopify/Order/9", name: "#1009" };
  await orderStatus.render();
  await soon(() => expect(document.querySelectorAll("s-choice-list")).toHaveLength(1));
  expect(asked[0]).toContain("page=order-status&order=gid%3A%2F%2Fshopify%2FOrder%2F9");
});

test("while Shopify still works on the order it asks nothing", async () => {
  orderStatus.shopify.order.value = undefined;
  await orderStatus.render();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toEqual([]);
  expect(document.body.textContent).toBe("");
});
