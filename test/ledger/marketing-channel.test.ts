import { expect, test } from "vitest";
import {
  channelNamed,
  marketingChannels,
  touchesOf,
  touchOfCode,
  touchOfVisit,
} from "../../app/ledger/marketing-channel.ts";

/** The channel of a visit by its landing page and the page before. */
const from = (landingPage: string | null, referrer: string | null = null) =>
  touchOfVisit({ landingPage, referrer, utm: null })?.channel ?? null;
const tagged = (source: string, medium: string) =>
  from(`/products/cup?utm_source=${source}&utm_medium=${medium}&utm_campaign=spring`);

test("organic search: a search site without a click id, or links that say so", () => {
  expect(from("/", "https://www.google.com/")).toBe("organic-search");
  expect(from("/", "https://duckduckgo.com/?q=cups")).toBe("organic-search");
  expect(from("/cup", "https://www.bing.com/search?q=cup")).toBe("organic-search");
  expect(tagged("google", "organic")).toBe("organic-search");
});

test("paid search: a click id of Google or Microsoft, or a paid medium of no social network", () => {
  expect(from("/cup?gclid=abc", "https://www.google.com/")).toBe("paid-search");
  expect(from("/cup?wbraid=abc")).toBe("paid-search");
  expect(from("/cup?msclkid=abc", "https://www.bing.com/")).toBe("paid-search");
  expect(tagged("google", "cpc")).toBe("paid-search");
  expect(tagged("bing", "ppc")).toBe("paid-search");
});

test("display: banners, retargeting, and the sites that serve them", () => {
  expect(tagged("google", "display")).toBe("display");
  expect(tagged("criteo", "retargeting")).toBe("display");
  expect(from("/?dclid=1")).toBe("display");
  expect(from("/", "https://googleads.g.doubleclick.net/x")).toBe("display");
});

test("paid social: a paid medium of a social network, or its click id", () => {
  expect(tagged("facebook", "cpc")).toBe("paid-social");
  expect(tagged("instagram", "paid_social")).toBe("paid-social");
  expect(tagged("fb", "display")).toBe("paid-social");
  expect(from("/?ttclid=1")).toBe("paid-social");
  expect(from("/?epik=1", "https://www.pinterest.com/")).toBe("paid-social");
});

test("organic social: a social site, or links posted there", () => {
  expect(from("/", "https://l.facebook.com/")).toBe("organic-social");
  expect(from("/", "https://www.instagram.com/")).toBe("organic-social");
  expect(from("/", "https://t.co/abc")).toBe("organic-social");
  expect(tagged("instagram", "social")).toBe("organic-social");
  // Facebook adds this to every link, paid or not.
  expect(from("/?fbclid=1")).toBe("organic-social");
});

test("e-mail: newsletters by their tags, mail sites by their address", () => {
  expect(tagged("newsletter", "email")).toBe("email");
  expect(tagged("klaviyo", "flow")).toBe("email");
  expect(from("/?_kx=abc")).toBe("email");
  expect(from("/", "https://mail.google.com/")).toBe("email");
});

test("SMS and WhatsApp: tags and messengers", () => {
  expect(tagged("attentive", "sms")).toBe("messaging");
  expect(tagged("shop", "whatsapp")).toBe("messaging");
  expect(from("/", "https://web.whatsapp.com/")).toBe("messaging");
  expect(from("/", "https://wa.me/")).toBe("messaging");
});

test("affiliate: tags and click ids of networks", () => {
  expect(tagged("awin", "affiliate")).toBe("affiliate");
  expect(from("/?awc=1")).toBe("affiliate");
  expect(from("/", "https://www.awin1.com/cread.php")).toBe("affiliate");
});

test("referral: any other site", () => {
  expect(from("/", "https://www.a-blog.example/best-cups")).toBe("referral");
  expect(tagged("a-blog", "referral")).toBe("referral");
});

test("catalogue and offline: printed codes and tagged printed links", () => {
  expect(touchOfCode("CATALOG-SPRING")).toEqual({ channel: "offline", campaign: "CATALOG-SPRING" });
  expect(touchOfCode("flyer10")?.channel).toBe("offline");
  expect(tagged("catalogue", "print")).toBe("offline");
  expect(tagged("flyer", "qr")).toBe("offline");
  expect(touchOfCode("HELLO10")).toBeNull();
  expect(touchOfCode("PRINCE20")).toBeNull();
});

test("PR: tagged press links and press codes", () => {
  expect(tagged("vogue", "pr")).toBe("pr");
  expect(touchOfCode("PRESS-24")?.channel).toBe("pr");
  expect(touchOfCode("PREMIUM")).toBeNull();
});

test("direct: a page with nothing before it, or with the shop itself before it", () => {
  expect(from("/")).toBe("direct");
  expect(from("https://shop.example/cart", "https://shop.example/products")).toBe("direct");
  expect(from("/", "https://demo.myshopify.com/")).toBe("direct");
});

test("unknown: nothing told at all", () => {
  expect(from(null)).toBeNull();
  expect(touchesOf([null, null])).toBeNull();
});

test("what the shop tagged outweighs a click id, which outweighs the page before", () => {
  expect(from("/?utm_source=x&utm_medium=email&gclid=1", "https://www.google.com/")).toBe("email");
  expect(from("/?gclid=1", "https://l.facebook.com/")).toBe("paid-search");
});

test("the last touch is the last that is not direct; a code comes after all visits", () => {
  const touch = (channel: "email" | "direct" | "offline") => ({ channel, campaign: null });
  expect(touchesOf([touch("email"), touch("direct")])).toEqual({
    first: touch("email"),
    last: touch("email"),
  });
  expect(touchesOf([touch("direct"), touch("direct")])?.last).toEqual(touch("direct"));
  expect(touchesOf([touch("email"), touch("direct"), touch("offline")])?.last.channel).toBe(
    "offline",
  );
});

test("a campaign is what the link names", () => {
  const visit = { landingPage: "/?utm_source=g&utm_medium=cpc&utm_campaign=Spring%20Sale" };
  expect(touchOfVisit({ ...visit, referrer: null, utm: null })?.campaign).toBe("Spring Sale");
  const utm = { source: "g", medium: "cpc", campaign: "Told" };
  expect(touchOfVisit({ ...visit, referrer: null, utm })?.campaign).toBe("Told");
});

test("files may call channels by their usual names, and each by its own", () => {
  for (const channel of marketingChannels) expect(channelNamed(channel)).toBe(channel);
  expect(channelNamed("Facebook")).toBe("paid-social");
  expect(channelNamed(" Paid Search ")).toBe("paid-search");
  expect(channelNamed("horoscope")).toBeNull();
});
