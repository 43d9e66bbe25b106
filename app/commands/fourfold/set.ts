import { inShop } from "../../db.server.ts";
import { enterCostRule } from "../../ingest/cost-entry.server.ts";
import { readCostRules } from "../../ledger/writers/cost-rules.server.ts";
import { readLabelSums } from "../../ledger/writers/label-costs.server.ts";
import { readCost, showCost } from "./cost-option.ts";
import { formatMinor, isDecimal } from "../../ledger/money.ts";
import { always, readTargets, setTarget, updateShop } from "../../ledger/shop.server.ts";
import type { Shop, ShopChanges, Target, TargetPart } from "../../ledger/shop.server.ts";
import { kpiById, kpis } from "../../kpis/index.ts";
import { recompute } from "../../measures/recompute.server.ts";
import { readCurrency, readOptions, readRange, readShop, readZone, UsageError } from "./command.ts";
import type { Command } from "./command.ts";
import { shopFor, withDatabase } from "./with-shop.ts";
import { isDay } from "../../ledger/day.ts";
import { ownRegion } from "../../ledger/regions.ts";
import { otherMarket } from "../../scorecard/markets.ts";
import { chosenHeadline, headlineCount } from "../../scorecard/headline.ts";
import { moveDecimal } from "../../scorecard/decimal-input.ts";
import { boundsOf } from "../../scorecard/settings-form-targets.ts";

const options = {
  shop: { type: "string" },
  target: { type: "string", multiple: true },
  promise: { type: "string", multiple: true },
  cost: { type: "string", multiple: true },
  "week-start": { type: "string" },
  headline: { type: "string" },
  "time-zone": { type: "string" },
  currency: { type: "string" },
} as const;

const weekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const targetForms =
  "expected such as net-sales=50000:2026-01-01..2026-02-01, net-sales=+5% (on the period before), " +
  "net-sales=+2%/month (on the month before), average-order-value=70..90; ,red=R and ,weight=W after it; " +
  "net-sales@market:NAME=…, @region:DE=… or @channel:online=… of one part";

/** A level, `+5%`, `+2%/month` or `70..90`; money in major units, ratios as fractions. */
function readLevel(text: string): Pick<Target, "value" | "kind" | "high"> | null {
  const [, sign = "", percent = "", month] = /^([+-])(\d+(?:\.\d+)?)%(\/month)?$/.exec(text) ?? [];
  if (sign !== "") {
    const value = moveDecimal((sign === "-" ? "-" : "") + percent, -2);
    return { value, kind: month ? "month" : "percent" };
  }
  const [low = "", high, more] = text.split("..");
  if (!isDecimal(low) || more !== undefined) return null;
  if (high === undefined) return { value: low };
  return isDecimal(high) && Number(low) < Number(high) ? { value: low, kind: "band", high } : null;
}

/** `market:NAME`, `market:other`, `region:DE`, `channel:online`. */
function readPart(by: string, key: string): TargetPart {
  if (by === "market") {
    return { by: "region", key: key === otherMarket ? otherMarket : ownRegion + key };
  }
  return { by: by === "channel" ? by : "region", key };
}

/** `K=V`, `K=V,red=R,weight=W`, each with `@part` or without, with `:from..to` or without. */
function readTarget(text: string): Target {
  const match = /^([a-z0-9-]+)(?:@(market|region|channel):([^=]+))?=([^:]+)(?::(.+))?$/.exec(text);
  const [, kpi = "", by, key = "", values = "", range] = match ?? [];
  const [first = "", ...others] = values.split(",");
  const level = readLevel(first);
  const more = Object.fromEntries(others.map((other) => other.split("=")));
  const { red, weight, ...unknown } = more as Record<string, string | undefined>;
  const isFine =
    Object.keys(unknown).length === 0 &&
    (red === undefined || isDecimal(red)) &&
    (weight === undefined || (isDecimal(weight) && Number(weight) > 0));
  if (!match || !level || !isFine) throw new UsageError(`got --target ${text}, ${targetForms}`);
  const found = kpiById(kpi);
  if (!found) {
    const known = kpis.map(({ id }) => id).join(", ");
    throw new UsageError(`got --target ${kpi}, expected one of ${known}`);
  }
  const [least, most] = boundsOf(found, level);
  const isBeyond = (value: string) => Number(value) < least || Number(value) > most;
  if ([level.value, level.high ?? level.value, red ?? level.value].some(isBeyond))
    throw new UsageError(`got --target ${text}, expected ${least} to ${most}`);
  const days = range === undefined ? always : readRange(range, "target");
  return {
    ...{ kpi, ...level, ...days },
    ...(by === undefined ? {} : { part: readPart(by, key) }),
    ...(red === undefined ? {} : { red }),
    ...(weight === undefined ? {} : { weight }),
  };
}

/** `ship=48h`, `deliver=5d`. */
function readPromise(text: string): ShopChanges {
  const [, what, amount = "", unit] = /^(ship|deliver)=(\d+(?:\.\d+)?)(h|d)?$/.exec(text) ?? [];
  if (what === undefined || Number(amount) <= 0) {
    throw new UsageError(`got --promise ${text}, expected ship=48h or deliver=120h`);
  }
  const hours = unit === "d" ? String(Number(amount) * 24) : amount;
  return what === "ship" ? { shipPromiseHours: hours } : { deliverPromiseHours: hours };
}

function readWeekStart(text: string | undefined): ShopChanges {
  if (text === undefined) return {};
  const weekStart = text.toLowerCase();
  if (weekDays.includes(weekStart)) return { weekStart };
  throw new UsageError(`got --week-start ${text}, expected one of ${weekDays.join(", ")}`);
}

/** Five ids by comma, or `ours`. */
function readHeadline(text: string | undefined): ShopChanges {
  if (text === undefined) return {};
  if (text === "ours") return { headline: null };
  const ids = text.split(",").map((id) => id.trim());
  const unknown = ids.find((id) => !kpiById(id));
  const isFine = unknown === undefined && new Set(ids).size === headlineCount;
  if (isFine && ids.length === headlineCount) return { headline: ids };
  const got = unknown === undefined ? text : unknown;
  const known = kpis.map(({ id }) => id).join(", ");
  throw new UsageError(
    `got --headline ${got}, expected ${headlineCount} different ids by comma, or ours; the ids are ${known}`,
  );
}

function settings(shop: Shop, targets: Target[]) {
  const hours = (text: string | null) => (text === null ? null : Number(text));
  const day = (text: string) => (isDay(text) ? text : null);
  return {
    shop: shop.domain,
    timeZone: shop.timeZone,
    currency: shop.currency,
    weekStart: shop.weekStart,
    ...(chosenHeadline(shop).isOurs ? {} : { headline: chosenHeadline(shop).ids }),
    promises: {
      shipHours: hours(shop.shipPromiseHours),
      deliverHours: hours(shop.deliverPromiseHours),
    },
    targets: targets.map(({ from, to, ...target }) => ({
      ...target,
      from: from === always.from ? null : day(from),
      to: to === always.to ? null : day(to),
    })),
  };
}

export const setCommand: Command = {
  usage:
    "set --shop S [--target K=V[:from..to]] [--promise ship=48h] [--promise deliver=120h] " +
    "[--cost fee:paypal=2.9%+0.35[:from]] [--week-start mon] " +
    "[--headline id,id,id,id,id|ours] [--time-zone Z] [--currency C]",
  words: "sets targets, promises, cost rules and the like; answers what holds now",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const timeZone = readZone(given["time-zone"]);
    const currency = readCurrency(given.currency);
    const targets = (given.target ?? []).map(readTarget);
    const costs = (given.cost ?? []).map(readCost);
    const changes: ShopChanges = Object.assign(
      readWeekStart(given["week-start"]),
      readHeadline(given.headline),
      ...(given.promise ?? []).map(readPromise),
    );
    return withDatabase(terminal, async (db) => {
      const found = await shopFor(db, domain, { timeZone, currency }, null);
      for (const target of targets) await setTarget(db, found, target);
      for (const { entry, isGone } of costs) {
        const errors = await enterCostRule(db, found, entry, { now: terminal.now(), isGone });
        const [wrong] = Object.entries(errors);
        if (wrong) throw new UsageError(`--cost ${entry.rule}: ${wrong[0]}: ${wrong[1]}`);
      }
      const shop = Object.keys(changes).length > 0 ? await updateShop(db, found, changes) : found;
      await recompute(db, shop, { asOf: terminal.now() });
      const rules = await inShop(db, shop.id, (client) => readCostRules(client, shop));
      const sums = await inShop(db, shop.id, (client) => readLabelSums(client, shop));
      const money = (minor: bigint) => formatMinor(minor, shop.currency);
      const labelCosts = sums && {
        ...sums,
        ...{ amount: money(sums.amount), notFound: money(sums.notFound) },
      };
      const costRules = rules.map((rule) => showCost(rule, shop.currency));
      return {
        ...settings(shop, await readTargets(db, shop)),
        ...(costRules.length > 0 ? { costRules } : {}),
        ...(labelCosts ? { labelCosts } : {}),
      };
    });
  },
};
