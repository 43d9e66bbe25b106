// How buyers come to a shop: one taxonomy for orders and for spend, so that the two meet.
//
// visit   how somebody reached the online store: the page they landed on, the page they came from
// touch   a visit, or a code on the order, as a channel and the campaign it names
// direct  nothing led there that can be told: a typed address, a bookmark, an app without a referrer
//
// Rules are tried from the surest to the weakest: what the shop itself wrote into the address (UTM),
// then what an advertising platform adds to it (click ids), then the site it came from.

import { remembered } from "./remembered.ts";

export const marketingChannels = [
  "organic-search",
  "paid-search",
  "display",
  "paid-social",
  "organic-social",
  "email",
  "messaging",
  "affiliate",
  "referral",
  "offline",
  "pr",
  "direct",
  "pos",
  "unknown",
] as const;
export type MarketingChannel = (typeof marketingChannels)[number];

export const isMarketingChannel = (word: string): word is MarketingChannel =>
  (marketingChannels as readonly string[]).includes(word);

export type Utm = { source: string | null; medium: string | null; campaign: string | null };
export type Visit = {
  /** Path or whole address of the first page; null: not told. */
  landingPage: string | null;
  /** Whole address of the page before; null: none, or not told. */
  referrer: string | null;
  /** As Shopify took it from the address; null: read it from the landing page. */
  utm: Utm | null;
};
export type Touch = { channel: MarketingChannel; campaign: string | null };

const searchSites =
  /(^|\.)(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|qwant|startpage|naver|seznam|ask|brave)\./;
const socialSites =
  /(^|\.)(facebook|instagram|tiktok|pinterest|twitter|x|t|linkedin|lnkd|reddit|youtube|youtu|snapchat|threads|vk|tumblr|weibo)\.(com|co|be|net|it|in|[a-z]{2})$/;
const mailSites = /^(mail|webmail|outlook|deref-mail|deref-gmx|e\.mail)\.|(^|\.)mail\.google\.com$/;
const messengers =
  /(^|\.)(whatsapp\.com|wa\.me|telegram\.org|t\.me|viber\.com|line\.me|signal\.me)$/;
const displaySites =
  /(^|\.)(doubleclick\.net|googlesyndication\.com|taboola\.com|outbrain\.com|criteo\.(com|net)|adroll\.com)$/;
const affiliateSites =
  /(^|\.)(awin1\.com|shareasale\.com|linksynergy\.com|tradedoubler\.com|anrdoezrs\.net|dpbolvw\.net|jdoqocy\.com|tkqlhce\.com|impact\.com|pjatr\.com|webgains\.com|skimresources\.com)$/;

const isSearch =
  /^(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|microsoft|adwords|google-?ads|bing-?ads)$/;
const isSocial =
  /^(facebook|fb|instagram|ig|meta|tiktok|pinterest|twitter|x|linkedin|reddit|youtube|snapchat|threads)([-_ .].*)?$/;
const paidMediums = /^(cpc|ppc|paid|sem|paid[-_ ]?search|paidsearch|shopping|pmax)$/;

/** By what the shop wrote into its links: medium decides, the source tells paid search from social. */
function byUtm({ source, medium }: Utm): MarketingChannel | null {
  if (!source && !medium) return null;
  return byWords((source ?? "").trim().toLowerCase())((medium ?? "").trim().toLowerCase());
}

const byWords = remembered((from) => remembered((by) => channelOf(from, by)));

function channelOf(from: string, by: string): MarketingChannel | null {
  if (/^(paid[-_ ]?social|social[-_ ]?(paid|ads?|cpc)|cpc[-_ ]social)$/.test(by))
    return "paid-social";
  if (paidMediums.test(by)) return isSocial.test(from) ? "paid-social" : "paid-search";
  if (/^(display|banner|cpm|cpv|retargeting|remarketing|programmatic|video|native)$/.test(by)) {
    return isSocial.test(from) ? "paid-social" : "display";
  }
  if (/^(e-?mail|newsletter|mailing|flow|klaviyo|mailchimp)$/.test(by)) return "email";
  if (/^(sms|mms|text|whats-?app|messenger|push|chat|telegram)$/.test(by)) return "messaging";
  if (/^(affiliates?|partner|creator|influencer)$/.test(by)) return "affiliate";
  if (
    /^(print|catalog(ue)?|flyer|leaflet|qr([-_ ]?code)?|offline|direct[-_ ]?mail|insert|tv|radio|ooh)$/.test(
      by,
    )
  ) {
    return "offline";
  }
  if (/^(pr|press|news|editorial)$/.test(by)) return "pr";
  if (/^(social([-_ ]?(media|network))?|organic[-_ ]?social|post|story|bio)$/.test(by)) {
    return "organic-social";
  }
  if (/^(organic|seo|organic[-_ ]?search)$/.test(by)) {
    return isSocial.test(from) ? "organic-social" : "organic-search";
  }
  if (/^(referral|link|blog)$/.test(by)) return isSocial.test(from) ? "organic-social" : "referral";
  if (/^(newsletter|e-?mail|klaviyo|mailchimp|omnisend|shopify_email|brevo)$/.test(from))
    return "email";
  if (/^(sms|whats-?app|attentive|postscript|telegram)$/.test(from)) return "messaging";
  if (isSocial.test(from)) return "organic-social";
  if (/^(press|pr)$/.test(from)) return "pr";
  if (/^(catalog(ue)?|flyer|print|postcard|leaflet|magazine)$/.test(from)) return "offline";
  if (from === "direct" || from === "(direct)") return "direct";
  if (by === "" && isSearch.test(from)) return "organic-search";
  return from !== "" || by !== "" ? "referral" : null;
}

/** Parameters that platforms add to the address of whoever clicks an advertisement of theirs. */
const clickIds: readonly (readonly [MarketingChannel, readonly string[]])[] = [
  ["paid-search", ["gclid", "gbraid", "wbraid", "msclkid"]],
  ["display", ["dclid"]],
  ["paid-social", ["ttclid", "twclid", "epik", "li_fat_id", "rdt_cid", "sccid"]],
  ["affiliate", ["awc", "irclickid", "sscid", "cjevent", "ranmid", "tduid"]],
  ["email", ["mc_eid", "_kx", "mkt_tok"]],
];

function byClickId(query: URLSearchParams): MarketingChannel | null {
  const names = new Set([...query.keys()].map((name) => name.toLowerCase()));
  const found = clickIds.find(([, ids]) => ids.some((id) => names.has(id)));
  if (found) return found[0];
  // Facebook adds fbclid to every link, paid or not: an advertisement has UTM.
  return names.has("fbclid") || names.has("igshid") ? "organic-social" : null;
}

/** The same few sites lead to most visits, and a URL is slow to take apart. */
const hostOf = remembered(readHost);

function readHost(address: string): string | null {
  const text = /^[a-z][a-z\d+.-]*:/i.test(address) ? address : `https://${address}`;
  return URL.canParse(text) ? new URL(text).hostname.toLowerCase() : null;
}

const byReferrer = remembered((host): MarketingChannel => {
  if (mailSites.test(host) || host.startsWith("com.google.android.gm")) return "email";
  if (messengers.test(host)) return "messaging";
  if (displaySites.test(host)) return "display";
  if (affiliateSites.test(host)) return "affiliate";
  if (socialSites.test(host)) return "organic-social";
  if (searchSites.test(host)) return "organic-search";
  return "referral";
});

/** Query of a path or address; null where there is none, as mostly. */
function queryOf(landingPage: string | null): URLSearchParams | null {
  const at = landingPage?.indexOf("?") ?? -1;
  return at < 0 ? null : new URLSearchParams((landingPage ?? "").slice(at + 1).split("#")[0]);
}

const noUtm: Utm = { source: null, medium: null, campaign: null };
const utmIn = (query: URLSearchParams): Utm => ({
  source: query.get("utm_source"),
  medium: query.get("utm_medium"),
  campaign: query.get("utm_campaign"),
});

/** The channel of one visit; null where nothing at all is told of it. */
export function touchOfVisit(visit: Visit): Touch | null {
  if (visit.landingPage === null && visit.referrer === null && visit.utm === null) return null;
  const query = queryOf(visit.landingPage);
  const utm = visit.utm ?? (query ? utmIn(query) : noUtm);
  const campaign = utm.campaign?.trim() || null;
  const named = byUtm(utm) ?? (query && byClickId(query));
  if (named) return { channel: named, campaign };
  const host = visit.referrer ? hostOf(visit.referrer) : null;
  if (host === null) return { channel: "direct", campaign };
  // From page to page of the shop itself: nothing led there.
  const own = /^https?:/i.test(visit.landingPage ?? "") ? hostOf(visit.landingPage ?? "") : null;
  const isOwn = host === own || host.endsWith(".myshopify.com");
  return { channel: isOwn ? "direct" : byReferrer(host), campaign };
}

/** Codes that name printed matter or press: nobody has them from a link. */
const offlineCode =
  /^(catalog(ue)?|katalog|flyer|leaflet|print|postcard|mailer|magazine|insert|qr|radio|tv)([-_ ]?[\w-]*)$/i;
const pressCode = /^(press|presse|pr)([-_ ]\w+|\d+)$/i;

/** What a discount code tells of where it was read; null for most. */
export function touchOfCode(code: string): Touch | null {
  const text = code.trim();
  if (offlineCode.test(text)) return { channel: "offline", campaign: text };
  return pressCode.test(text) ? { channel: "pr", campaign: text } : null;
}

/**
 * First and last touch of what is known, in the order in which it happened; the last one that is not
 * direct, if any is not. Null where nothing is known.
 */
export function touchesOf(
  touches: readonly (Touch | null)[],
): { first: Touch; last: Touch } | null {
  const known = touches.filter((touch) => touch !== null);
  const [first] = known;
  if (!first) return null;
  return { first, last: known.findLast(({ channel }) => channel !== "direct") ?? first };
}

/** How files call the channels, besides their own names. */
const names: Readonly<Record<string, MarketingChannel>> = {
  search: "paid-search",
  "google ads": "paid-search",
  google: "paid-search",
  "microsoft advertising": "paid-search",
  bing: "paid-search",
  shopping: "paid-search",
  seo: "organic-search",
  banner: "display",
  social: "paid-social",
  facebook: "paid-social",
  meta: "paid-social",
  instagram: "paid-social",
  tiktok: "paid-social",
  "e-mail": "email",
  newsletter: "email",
  sms: "messaging",
  whatsapp: "messaging",
  partner: "affiliate",
  influencer: "affiliate",
  catalogue: "offline",
  catalog: "offline",
  print: "offline",
  tv: "offline",
  radio: "offline",
  ooh: "offline",
  press: "pr",
  "point of sale": "pos",
};

/** A channel as somebody wrote it; null for none that is known. */
export function channelNamed(text: string): MarketingChannel | null {
  const plain = text.trim().toLowerCase();
  const dashed = plain.replace(/[\s_]+/g, "-");
  return isMarketingChannel(dashed) ? dashed : (names[plain] ?? null);
}
