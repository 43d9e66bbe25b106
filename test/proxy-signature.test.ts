import { expect, test } from "vitest";
import { readProxyRequest } from "../app/proxy-signature.ts";
import { proxyQuery } from "./platform/proxy.ts";

const now = new Date("2026-11-22T12:00:00Z");
const secret = "hush";
const given = { shop: "some-shop.myshopify.com", customerId: 12, secret, now };
const read = (search: URLSearchParams, at = now, secrets = [secret]) =>
  readProxyRequest(search, secrets, at);
const why = (search: URLSearchParams, at = now) => {
  const answer = read(search, at);
  return "refused" in answer ? answer.refused.got : "taken";
};
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

test("both examples Shopify published are taken", () => {
  // shopify.dev, Authenticate app proxies: secret "hush", extra given twice; before and since July 2022.
  const path = "path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555";
  const query = `extra=1&extra=2&shop=shop-name.myshopify.com&${path}`;
  const published: [string, string | null][] = [
    [`${query}&signature=a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3`, null],
    [
      `${query}&logged_in_customer_id=1&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb`,
      "1",
    ],
  ];
  for (const [text, customerId] of published) {
    expect(read(new URLSearchParams(text), new Date(1317327555 * 1000))).toMatchObject({
      shop: "shop-name.myshopify.com",
      customerId,
    });
  }
});

test("a signed request names shop and customer; an old secret still holds after a rotation", () => {
  const query = proxyQuery(new URLSearchParams("a[]=1&a[]=2&b="), given);
  expect(read(query)).toMatchObject({ shop: given.shop, customerId: "12" });
  expect(read(query, now, ["new", secret])).toMatchObject({ customerId: "12" });
  const nobody = proxyQuery(new URLSearchParams(), { ...given, customerId: null });
  expect(read(nobody)).toMatchObject({ customerId: null });
});

test("what is unsigned, changed, old or ahead of time is refused and says why", () => {
  const query = proxyQuery(new URLSearchParams("x=1"), given);
  const changed = (change: (search: URLSearchParams) => void) => {
    const copy = new URLSearchParams(query);
    change(copy);
    return why(copy);
  };
  expect(changed((search) => search.delete("signature"))).toBe("no signature");
  const unfit = "a signature that does not fit the query";
  expect(changed((search) => search.set("logged_in_customer_id", "13"))).toBe(unfit);
  expect(changed((search) => search.set("shop", "other.myshopify.com"))).toBe(unfit);
  expect(changed((search) => search.append("y", "2"))).toBe(unfit);
  expect(changed((search) => search.set("signature", "0".repeat(64)))).toBe(unfit);
  expect(changed((search) => search.set("signature", "ü"))).toBe(unfit);
  expect(why(query, later(90))).toBe("taken");
  expect(why(query, later(91))).toBe("a timestamp 91 seconds old");
  expect(why(query, later(-91))).toBe("a timestamp -91 seconds old");
  const elsewhere = proxyQuery(new URLSearchParams(), { ...given, shop: "shop.example.com" });
  expect(why(elsewhere)).toBe("no shop");
});

test("a visitor who names a customer, too, is not believed though the query is signed", () => {
  const posing = proxyQuery(new URLSearchParams("logged_in_customer_id=99"), given);
  expect(why(posing)).toBe("logged_in_customer_id more than once");
  const mail = proxyQuery(new URLSearchParams(), { ...given, customerId: "ann@example.com" });
  expect(why(mail)).toBe("a customer id that is none");
});
