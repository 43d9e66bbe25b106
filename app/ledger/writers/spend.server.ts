// Spend and day rates. What a campaign cost on a day is what the latest file says. Amounts in another
// currency are worth something in the shop's as soon as a rate of their day is known, whichever of the
// two was told first.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { FactOf, ShopContext } from "../facts.ts";
import type { RateFact, SpendFact } from "../marketing-facts.ts";
import { exponent } from "../money.ts";
import { halfEven } from "../half-even.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";

const spend: Columns<SpendFact> = {
  day: ["date", (fact) => fact.day],
  platform: ["text", (fact) => fact.platform],
  channel: ["text", (fact) => fact.channel],
  campaign: ["text", (fact) => fact.campaign],
  name: ["text", (fact) => fact.name],
  currency: ["text", (fact) => fact.currency],
  original: ["bigint", (fact) => fact.original],
  rate: ["numeric", (fact) => fact.rate],
  told_at: ["timestamptz", (fact) => fact.toldAt],
};
const rate: Columns<RateFact> = {
  currency: ["text", (fact) => fact.currency],
  day: ["date", (fact) => fact.day],
  rate: ["numeric", (fact) => fact.rate],
  told_at: ["timestamptz", (fact) => fact.toldAt],
};

/** Banks publish no rate on days off: the last one before, at most a week old, holds (Easter: 4 days). */
const rateHoldsDays = 7;

/** One campaign in another guise on the same day: with an id where it had a name, or moved channel. */
const replaced = `
  delete from spend s using ${unnest(spend, "i", 2)}
  where s.shop_id = $1 and s.day = i.day and s.platform = i.platform and i.platform <> 'file'
    and s.told_at <= i.told_at
    and ((s.campaign = i.campaign and s.channel <> i.channel)
      or (s.name = i.name and (s.campaign like 'name:%') <> (i.campaign like 'name:%')))
  returning s.day`;

const upsert = `
  insert into spend as s (shop_id, ${Object.keys(spend).join(", ")})
  select $1, i.* from ${unnest(spend, "i", 2)}
  on conflict (shop_id, day, platform, channel, campaign) do update
  set name = excluded.name, currency = excluded.currency, original = excluded.original,
    rate = excluded.rate, told_at = excluded.told_at,
    amount = case when (s.currency, s.original, s.rate)
      is not distinct from (excluded.currency, excluded.original, excluded.rate) then s.amount end
  where excluded.told_at >= s.told_at
    and (s.name, s.currency, s.original, s.rate)
      is distinct from (excluded.name, excluded.currency, excluded.original, excluded.rate)
  returning day`;

const putRates = `
  insert into currency_rate as r (shop_id, currency, day, rate, told_at)
  select $1, i.* from ${unnest(rate, "i", 2)}
  on conflict (shop_id, currency, day) do update set rate = excluded.rate, told_at = excluded.told_at
  where excluded.told_at >= r.told_at and r.rate <> excluded.rate
  returning day`;

/** $3 the currency, $4 its minor units in one of the shop's, rate apart. */
const convert = `
  with worth as (
    select s.ctid as place, s.day, ${halfEven("x.exact")} as amount from spend s
    cross join lateral (
      select case when s.currency = $2 then s.original::numeric
        else s.original * $4::numeric * coalesce(s.rate, (
          select r.rate from currency_rate r
          where r.shop_id = $1 and r.currency = s.currency and r.day <= s.day
            and r.day > s.day - ${rateHoldsDays} order by r.day desc limit 1)) end as exact) x
    where s.shop_id = $1 and s.currency = $3)
  update spend s set amount = w.amount from worth w
  where s.shop_id = $1 and s.ctid = w.place and s.amount is distinct from w.amount
  returning s.day`;

async function convertAll(
  client: Client,
  shop: ShopContext,
  currencies: Iterable<string>,
  days: Set<Day>,
): Promise<void> {
  for (const currency of new Set(currencies)) {
    const scale = `1e${exponent(shop.currency) - exponent(currency)}`;
    const values = [shop.id, shop.currency, currency, scale];
    for (const { day } of await run<{ day: Day }>(client, convert, values)) days.add(day);
  }
}

/**
 * After another currency of the shop: rates were of the one before, so none is known any more. What was
 * spent in the new currency counts at once, the rest waits for rates.
 */
export async function reconvertSpend(client: Client, shop: ShopContext): Promise<void> {
  await run(client, "delete from currency_rate where shop_id = $1", [shop.id]);
  await run(client, "update spend set rate = null where shop_id = $1 and rate is not null", [
    shop.id,
  ]);
  const spent = await run<{ currency: string }>(
    client,
    "select distinct currency from spend where shop_id = $1",
    [shop.id],
  );
  await convertAll(
    client,
    shop,
    spent.map(({ currency }) => currency),
    new Set(),
  );
}

/** The last of several copies within a batch: files come one after the other. */
function lastOf<T>(facts: readonly T[], keyOf: (fact: T) => string): T[] {
  return [...new Map(facts.map((fact) => [keyOf(fact), fact])).values()];
}

const spendKey = ({ day, platform, channel, campaign }: SpendFact) =>
  `${day} ${platform} ${channel} ${campaign}`;

export async function writeSpend(
  client: Client,
  shop: ShopContext,
  facts: readonly SpendFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const cells = cellsOf(spend, lastOf(facts, spendKey));
  for (const text of [replaced, upsert]) {
    const rows = await run<{ day: Day }>(client, text, [shop.id, ...cells]);
    for (const { day } of rows) touched.days.add(day);
    if (text === upsert) touched.changed += rows.length;
  }
  await convertAll(
    client,
    shop,
    facts.map(({ currency }) => currency),
    touched.days,
  );
}

export async function writeRates(
  client: Client,
  shop: ShopContext,
  facts: readonly RateFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const last = lastOf(facts, ({ currency, day }) => `${currency} ${day}`);
  const rows = await run<{ day: Day }>(client, putRates, [shop.id, ...cellsOf(rate, last)]);
  touched.changed += rows.length;
  await convertAll(
    client,
    shop,
    facts.map(({ currency }) => currency),
    touched.days,
  );
}

/** Of a file's spend what stands there already. */
export async function knownSpend(
  client: Client,
  shop: ShopContext,
  facts: readonly FactOf<"spend">[],
): Promise<SpendFact[]> {
  if (facts.length === 0) return [];
  const rows = await run<{ at: bigint }>(
    client,
    `select i.at from unnest($2::date[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
         $8::bigint[], $9::numeric[], $10::timestamptz[])
       with ordinality as i (${Object.keys(spend).join(", ")}, at)
     join spend s using (day, platform, channel, campaign, name, currency, original)
     where s.shop_id = $1 and s.rate is not distinct from i.rate`,
    [shop.id, ...cellsOf(spend, facts)],
  );
  return rows.flatMap(({ at }) => facts[Number(at) - 1] ?? []);
}

/** Of a file's rates what stands there already. */
export async function knownRates(
  client: Client,
  shop: ShopContext,
  facts: readonly FactOf<"rate">[],
): Promise<RateFact[]> {
  if (facts.length === 0) return [];
  const rows = await run<{ at: bigint }>(
    client,
    `select i.at from unnest($2::text[], $3::date[], $4::numeric[], $5::timestamptz[])
       with ordinality as i (currency, day, rate, told_at, at)
     join currency_rate r using (currency, day, rate) where r.shop_id = $1`,
    [shop.id, ...cellsOf(rate, facts)],
  );
  return rows.flatMap(({ at }) => facts[Number(at) - 1] ?? []);
}

export type Unconverted = { currency: string; days: number; from: Day; to: Day };

/** Spend in other currencies that no rate is known for, so that it counts nowhere yet. */
export function readUnconverted(client: Client, shop: ShopContext): Promise<Unconverted[]> {
  return run<Unconverted>(
    client,
    `select currency, count(distinct day)::int as days, min(day) as from, max(day) as to
     from spend where shop_id = $1 and amount is null group by currency order by currency`,
    [shop.id],
  );
}

export type Renamed = { fact: SpendFact; before: string };

/**
 * Spend of campaigns without an id that stands there under another name: the same amounts on the same
 * days, while the file does not know the old name. Counted as well, it would count twice.
 */
export async function findRenamed(
  client: Client,
  shop: ShopContext,
  facts: readonly SpendFact[],
): Promise<Renamed[]> {
  const named = facts.filter(
    ({ campaign, original, platform }) =>
      campaign.startsWith("name:") && original !== 0n && platform !== "file",
  );
  if (named.length === 0) return [];
  const rows = await run<{ at: bigint; before: string }>(
    client,
    `with i as (
       select * from unnest($2::date[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
         $8::bigint[], $9::numeric[], $10::timestamptz[])
         with ordinality as i (${Object.keys(spend).join(", ")}, at)
     ), pairs as (
       select i.at, i.campaign, s.campaign as other, s.name, s.original = i.original as same
       from i join spend s using (day, platform, currency)
       where s.shop_id = $1 and s.original <> 0
         and s.campaign <> all($11::text[])
         and not exists (select from spend k
           where k.shop_id = $1 and k.platform = i.platform and k.campaign = i.campaign)
     )
     select at, min(name) as before from pairs p
     where same and not exists (select from pairs q
       where q.campaign = p.campaign and q.other = p.other and not q.same)
     group by at`,
    [
      shop.id,
      ...cellsOf(spend, named),
      arrayLiteral([...new Set(facts.map(({ campaign }) => campaign))]),
    ],
  );
  return rows.flatMap(({ at, before }) => {
    const fact = named[Number(at) - 1];
    return fact ? [{ fact, before }] : [];
  });
}
