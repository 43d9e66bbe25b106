// @vitest-environment jsdom
// The blocks on Shopify's customer and product pages with Shopify's own tester: its mock of the page
// around the extension, its elements.
import { getExtension } from "@shopify/ui-extensions-tester";
import { afterEach, expect, test, vi } from "vitest";
import { soon } from "./soon.ts";

const configSearchDir = "extensions/fourfold-lists";

const blocks = {
  customer: getExtension("admin.customer-details.block.render", { configSearchDir }),
  product: getExtension("admin.product-details.block.render", { configSearchDir }),
};
type Kind = keyof typeof blocks;
const gids = { customer: "gid://shopify/Customer/77", product: "gid://shopify/Product/9" };
let calls: { url: string; bearer: string }[] = [];

async function show(kind: Kind, answer: () => Response | Promise<Response>) {
  const block = blocks[kind];
  calls = [];
  block.setUp();
  block.shopify.data = { selected: [{ id: gids[kind] }] };
  block.shopify.auth.idToken = async () => "an.id.token";
  block.fetch = vi.fn(async (url: string | URL | Request, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    calls.push({ url: String(url), bearer: headers.get("authorization") ?? "" });
    return answer();
  }) as typeof fetch;
  await block.render();
}
afterEach(() => {
  for (const block of Object.values(blocks)) block.tearDown();
});

const all = (selector: string) => [...document.body.querySelectorAll<HTMLElement>(selector)];
const text = (selector: string) => all(selector).map((element) => element.textContent);
const json = (body: object) => () => new Response(JSON.stringify(body));
const listed = {
  items: [
    { product: "12", title: "Paper filters", reason: "In 12 of 22 orders with Dripper" },
    { product: "MUG", title: "Mug", reason: "Bought 3 times, on 40 % of their orders" },
  ],
  again: [],
  needs: null,
};

test("the list stands on the page of the customer and of the product, with its reasons", async () => {
  for (const kind of ["customer", "product"] as const) {
    await show(kind, json(listed));
    await soon(() => expect(all("s-link")).toHaveLength(1));
    const asked = `/api/lists?${kind}=${encodeURIComponent(gids[kind])}`;
    expect(calls).toEqual([{ url: asked, bearer: "Bearer an.id.token" }]);
    const heading = { customer: "next for this customer", product: "goes with this product" }[kind];
    expect(all("s-admin-block")[0]!.getAttribute("heading")).toBe(`Fourfold: ${heading}`);
    expect(all("s-link")[0]!.getAttribute("href")).toBe("shopify://admin/products/12");
    expect(text("s-link")).toEqual(["Paper filters"]);
    // What no product of the catalogue stands behind has no page to lead to.
    expect(text("s-text")).toEqual([listed.items[0]!.reason, "Mug", listed.items[1]!.reason]);
    blocks[kind].tearDown();
  }
});

test("what a customer buys again stands apart from what is new to them", async () => {
  const coffee = { product: "7", title: "Coffee", reason: "Bought before; next due 2026-12-01" };
  await show("customer", json({ ...listed, again: [coffee] }));
  await soon(() => expect(all("s-link")).toHaveLength(2));
  expect(text("s-heading")).toEqual(["To buy again", "New to them"]);
  expect(text("s-link")).toEqual(["Coffee", "Paper filters"]);
  blocks.customer.tearDown();
  await show("customer", json({ items: [], again: [coffee], needs: "a second product" }));
  await soon(() => expect(all("s-link")).toHaveLength(1));
  expect(text("s-heading")).toEqual(["To buy again"]);
});

test("an empty list says what it waits for", async () => {
  await show("customer", json({ items: [], again: [], needs: "an order by them" }));
  await soon(() => expect(text("s-text")).toHaveLength(1));
  expect(text("s-text")).toEqual(["Nothing to recommend yet. It needs an order by them."]);
});

test("an app that refuses or cannot be reached is said, with what to do", async () => {
  const refused = () => new Response("{}", { status: 401 });
  for (const answer of [refused, () => Promise.reject(new TypeError("no network"))]) {
    await show("product", answer);
    await soon(() => expect(all("s-banner")).toHaveLength(1));
    expect(text("s-banner")[0]).toContain("Open the app once");
    blocks.product.tearDown();
  }
});
