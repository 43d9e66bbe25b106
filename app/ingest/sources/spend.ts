// What advertising cost: the exports of Google Ads, Meta Ads, TikTok Ads and Microsoft Advertising as
// they write them, and a plain file. The columns tell whose export it is. The rows of a day are taken
// together, because an export may tell a campaign in parts (ad sets, devices), which add up.
import { addDays, dayIn, daysBetween, type Day } from "../../ledger/day.ts";
import type { ShopContext } from "../../ledger/facts.ts";
import { channelNamed, marketingChannels } from "../../ledger/marketing-channel.ts";
import type { MarketingChannel } from "../../ledger/marketing-channel.ts";
import type { SpendFact, SpendPlatform } from "../../ledger/marketing-facts.ts";
import { isDecimal, toMinor } from "../../ledger/money.ts";
import { dialectOf, readDay, readSpend, type Dialect } from "./spend-dialect.ts";
import { closingLine, totalRow } from "./spend-rows.ts";
import { englishName } from "./spend-words.ts";
import type { Columns, Places, Problem, Row, Scope, Source, Taken } from "./source.ts";

const columns: Columns = {
  day: {
    names: ["day", "By Day", "Gregorian date", "GregorianDate", "Time period", "TimePeriod"].concat(
      ["stat_time_day", "date", "Reporting starts"],
    ),
    required: true,
    words: "the day of the spend: one row for each day and campaign",
  },
  until: { names: ["Reporting ends"], words: "Meta's last day of the row: the same day" },
  channel: { names: ["channel"], words: `plain file: ${marketingChannels.join(", ")}` },
  type: { names: ["Campaign type", "CampaignType"], words: "tells display from search" },
  campaign: {
    names: ["campaign", "Campaign name", "CampaignName"],
    required: true,
    words: "the campaign's name; orders are matched by the utm_campaign of the same name or id",
  },
  campaignId: {
    names: ["campaign_id", "Campaign ID", "CampaignId"],
    words: "outlives a new name: add it wherever the export offers it",
  },
  account: {
    names: ["Account ID", "AccountId", "Customer ID", "Account name", "AccountName", "Account"],
    words: "tells campaigns of one name apart",
  },
  amount: {
    names: ["amount", "Cost", "Spend", "Amount spent", "Total cost"],
    required: true,
    words: "what it cost that day; below 0 is a credit",
  },
  currency: {
    names: ["currency", "Currency code", "CurrencyCode"],
    words: "empty: the one in the amount's header, else the shop's",
  },
  rate: {
    names: ["rate"],
    words: "shop currency for one unit that day; else from a file of rates",
  },
};

/** `Amount spent (EUR)` → the plain name and the currency. */
const withCurrency = /^(.*\S)\s*\(([A-Z]{3})\)$/;

const plainHeader = (header: string[]): string[] =>
  header.map((name) => englishName(withCurrency.exec(name.trim())?.[1] ?? name));

/** Whose export it is, by columns that only theirs have. */
export function platformOf(header: readonly string[]): SpendPlatform {
  const names = new Set(plainHeader([...header]).map((name) => name.trim().toLowerCase()));
  const has = (...any: string[]) => any.some((name) => names.has(name));
  if (has("channel")) return "file";
  if (has("amount spent")) return "meta-ads";
  if (has("by day", "stat_time_day")) return "tiktok-ads";
  if (has("spend")) return "microsoft-ads";
  if (has("cost", "total cost")) return has("campaign") ? "google-ads" : "tiktok-ads";
  return "file";
}

const platformChannel: Record<Exclude<SpendPlatform, "file">, MarketingChannel> = {
  "google-ads": "paid-search",
  "microsoft-ads": "paid-search",
  "meta-ads": "paid-social",
  "tiktok-ads": "paid-social",
};

/** Campaign types of Google and Microsoft that are shown beside other content. */
const displayType = /display|video|discovery|demand gen|audience|\bapp\b/i;

function channelOf(
  platform: SpendPlatform,
  cell: (field: string) => string,
): MarketingChannel | null {
  if (platform === "file") return channelNamed(cell("channel"));
  const usual = platformChannel[platform];
  return usual === "paid-search" && displayType.test(cell("type")) ? "display" : usual;
}

/** What is known of a file before its rows are taken. */
type Known = { platform: SpendPlatform; dialect: Dialect; currency: string | null };
type Part = { line: number; fact: SpendFact };

class Refused extends Error {}
const refuse = (field: string, got: string, expected: string, todo: string): never => {
  const shown = got.trim() === "" ? "an empty cell" : `"${got.trim().slice(0, 60)}"`;
  throw new Refused(`${columns[field]?.names[0]}: got ${shown}, expected ${expected}; ${todo}`);
};

function partOf(row: Row, places: Places, known: Known, scope: Scope): SpendFact {
  const cell = (field: string) => (row.cells[places[field] ?? -1] ?? "").trim();
  const { platform, dialect } = known;
  const { shop, today } = scope;
  const day = readDay(cell("day"), dialect);
  if (!("value" in day)) return refuse("day", cell("day"), day.expected, day.todo);
  const until = cell("until") === "" ? day : readDay(cell("until"), dialect);
  if ("value" in until && until.value !== day.value) {
    const todo = "export it again with the breakdown by day";
    return refuse("until", cell("until"), `the same day, ${day.value}`, todo);
  }
  const last = dayIn(today, shop.timeZone);
  if (day.value > last) {
    const todo = "a plan is no spend: import the day when it is over";
    return refuse("day", cell("day"), `a day up to ${last}`, todo);
  }
  const amount = readSpend(cell("amount"), dialect);
  if (!("value" in amount)) return refuse("amount", cell("amount"), amount.expected, amount.todo);
  const currency = (cell("currency") || known.currency || shop.currency).toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) {
    return refuse("currency", cell("currency"), "a code such as EUR", "write its three letters");
  }
  const rate = cell("rate") === "" ? null : cell("rate");
  if (rate !== null && (!isDecimal(rate) || Number(rate) <= 0)) {
    return refuse("rate", rate, "a number such as 0.9213", `write ${shop.currency} for one unit`);
  }
  const channel = channelOf(platform, cell);
  if (!channel) {
    const todo = "rename it; spend that fits none has no place in this file";
    return refuse("channel", cell("channel"), `one of ${marketingChannels.join(", ")}`, todo);
  }
  const name = cell("campaign");
  if (name === "") return refuse("campaign", "", "the campaign's name", "fill it in");
  const id = isRounded(cell("campaignId")) ? "" : cell("campaignId");
  const account = cell("account");
  return {
    kind: "spend",
    day: day.value,
    platform,
    channel,
    campaign: id ? `id:${id}` : `name:${account ? `${account} / ` : ""}${name}`,
    name,
    currency,
    original: toMinor(amount.value, currency),
    rate: currency === shop.currency ? null : rate,
    toldAt: scope.version({}).triggeredAt,
  };
}

/** Parts of a campaign on a day added up; a part in another currency is left out and told. */
function addUp(parts: readonly Part[]): { facts: SpendFact[]; problems: Problem[] } {
  const sums = new Map<string, SpendFact>();
  const problems: Problem[] = [];
  for (const { line, fact } of parts) {
    const key = `${fact.day} ${fact.channel} ${fact.campaign}`;
    const sum = sums.get(key);
    if (sum && sum.currency !== fact.currency) {
      const got = `currency: got ${fact.currency} for "${fact.name}" on ${fact.day}`;
      const expected = `expected ${sum.currency} as in its other row`;
      problems.push({ line, reason: `${got}, ${expected}; export one account at a time` });
    } else sums.set(key, sum ? { ...sum, original: sum.original + fact.original } : fact);
  }
  return { facts: [...sums.values()], problems };
}

function take(group: Row[], places: Places, scope: Scope, known: Known): Taken {
  const parts: Part[] = [];
  const problems: Problem[] = [];
  for (const row of group) {
    const total = totalRow(row, places);
    if (total) {
      problems.push({ line: row.line, reason: total });
      continue;
    }
    try {
      parts.push({ line: row.line, fact: partOf(row, places, known, scope) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problems.push({ line: row.line, reason: error.message });
    }
  }
  const sums = addUp(parts);
  return { facts: sums.facts, apart: [...problems, ...sums.problems] };
}

/** Days between the first and the last of a file on which it has no row. */
function gapsOf(days: readonly Day[]): Problem[] {
  const sorted = [...new Set(days)].sort();
  const missing = sorted.flatMap((day, at) => {
    const next = sorted[at + 1];
    const count = next ? daysBetween(day, next) - 1 : 0;
    return count > 0 ? [{ from: addDays(day, 1), count }] : [];
  });
  const count = missing.reduce((all, gap) => all + gap.count, 0);
  if (count === 0) return [];
  const shown = missing.slice(0, 5).map(({ from, count: some }) => {
    return some === 1 ? from : `${from} and the ${some - 1} after it`;
  });
  const got = `day: got no row for ${count} of the days ${sorted[0]} to ${sorted.at(-1)}`;
  const list = `${shown.join(", ")}${missing.length > shown.length ? ", …" : ""}`;
  return [
    { line: 1, reason: `${got} (${list}), expected one each; export them too if money was spent` },
  ];
}

const cellAt = (row: Row, place: number | undefined) => row.cells[place ?? -1] ?? "";

/** A number as a spreadsheet shows one of more than 15 digits: the rest of them is lost. */
const isRounded = (id: string) => /^\d([.,]\d+)?E\+\d+$/i.test(id);

/** Told once where campaigns are told apart by name, though the file has a column of ids. */
function roundedIds(ids: readonly string[]): Problem[] {
  const rounded = ids.find((id) => isRounded(id.trim()));
  if (rounded === undefined) return [];
  const got = `campaign_id: got "${rounded.trim()}", which a spreadsheet rounded`;
  const todo =
    "campaigns are told apart by name; export again, and import without opening it there";
  return [{ line: 1, reason: `${got}, expected all digits of the id; ${todo}` }];
}

/** The source for one file: its whole text decides how its amounts and days are read. */
function forFile(header: readonly string[], rows: readonly Row[], places: Places): Source {
  const platform = platformOf(header);
  const money = rows.filter((row) => totalRow(row, places) === null);
  const days = money.map((row) => cellAt(row, places["day"]));
  const dialect = dialectOf(
    rows.map((row) => cellAt(row, places["amount"])),
    days,
    // Microsoft writes dates as in the United States, whatever the account's language.
    platform === "microsoft-ads" ? "month-first" : null,
  );
  const amountHeader = header[places["amount"] ?? -1] ?? "";
  const currency = withCurrency.exec(amountHeader.trim())?.[2] ?? null;
  const known: Known = { platform, dialect, currency };
  const read = days.flatMap((day) => {
    const found = readDay(day, dialect);
    return "value" in found ? [found.value] : [];
  });
  return {
    ...spend,
    take: (group, where, scope) => take(group, where, scope, known),
    notes: [...roundedIds(rows.map((row) => cellAt(row, places["campaignId"]))), ...gapsOf(read)],
    currency,
  };
}

export const spend: Source = {
  kind: "spend",
  words:
    "one row per day and campaign: Google Ads, Meta Ads, TikTok Ads, Microsoft Advertising or a plain file",
  columns,
  groupBy: "day",
  placeBy: null,
  plainHeader,
  closingLine,
  forFile,
  take(group, places, scope) {
    const rows = forFile([], group, places);
    return rows.take(group, places, scope);
  },
};

/** What is told when money of a file waits for a rate. */
export function waitsForRate(
  { currency, days, from, to }: { currency: string; days: number; from: Day; to: Day },
  shop: Pick<ShopContext, "currency">,
): Problem {
  const got = `currency: got ${currency} on ${days === 1 ? from : `${days} days from ${from} to ${to}`}`;
  const expected = `expected ${shop.currency} or a rate for the day`;
  return {
    line: 1,
    reason: `${got}, ${expected}; kept, and counted once a file of rates is there`,
  };
}
