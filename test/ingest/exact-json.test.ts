import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gidDigits, parseExact } from "../../app/ingest/exact-json.ts";
import { payloadFolder } from "./shopify-payloads.ts";

test("integers beyond 2^53 are read as text, all else as JSON.parse reads it", () => {
  const text =
    '{"a":820982911946154508,"b":9007199254740993,"c":9007199254740991,"d":89.99,"e":-3}';
  expect(parseExact(text)).toEqual({
    a: "820982911946154508",
    b: "9007199254740993",
    c: 9007199254740991,
    d: 89.99,
    e: -3,
  });
});

test("text that holds long digits stays as it is", () => {
  expect(parseExact('{"note":"card 4242424242424242","id":5}')).toEqual({
    note: "card 4242424242424242",
    id: 5,
  });
});

test("a gid beside a rounded id wins, at every depth", () => {
  const text = `{"id":820982911946154500,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508",
    "line_items":[{"admin_graphql_api_id":"gid://shopify/LineItem/487817672276298554","id":487817672276298560}]}`;
  expect(parseExact(text)).toMatchObject({
    id: "820982911946154508",
    line_items: [{ id: "487817672276298554" }],
  });
});

test("a long id is found wherever a number may stand", () => {
  for (const text of [
    "9007199254740993",
    "[9007199254740993]",
    "[1,9007199254740993]",
    "[ 9007199254740993 ]",
  ]) {
    expect(JSON.stringify(parseExact(text))).toContain('"9007199254740993"');
  }
  expect(parseExact("[-9007199254740993]")).toEqual(["-9007199254740993"]);
});

test("a gid of any shape gives its digits, other text none", () => {
  expect(gidDigits("gid://shopify/Order/820982911946154508")).toBe("820982911946154508");
  expect(gidDigits("gid://shopify/InventoryLevel/55?inventory_item_id=7")).toBe("55");
  expect(gidDigits("Order/55")).toBeNull();
  expect(gidDigits(55)).toBeNull();
});

test("a broken body is a SyntaxError", () => {
  expect(() => parseExact('{"id":820982911946154500')).toThrow(SyntaxError);
  expect(() => parseExact("")).toThrow(SyntaxError);
});

test.skipIf(!existsSync(payloadFolder))("Shopify's rounded sample order gets its ids back", () => {
  const body = parseExact(readFileSync(`${payloadFolder}/orders__create.json`, "utf8"));
  expect(body).toMatchObject({
    id: "820982911946154508",
    customer: { id: "115310627314723954" },
    line_items: [
      { id: "487817672276298554" },
      { id: "789012345678901234" },
      { id: "890123456789012345" },
      { id: "976318377106520349" },
      { id: "315789986012684393" },
    ],
  });
});
