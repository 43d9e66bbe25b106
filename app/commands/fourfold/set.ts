import { isDecimal } from "../../ledger/money.ts";
import { always, readTargets, setTarget, updateShop } from "../../ledger/shop.server.ts";
import type { Shop, ShopChanges, Target } from "../../ledger/shop.server.ts";
import { kpiById, kpis } from "../../kpis/index.ts";
import { recompute } from "../../measures/recompute.server.ts";
import { readCurrency, readOptions, readRange, readShop, readZone, UsageError } from "./command.ts";
import type { Command } from "./command.ts";
import { shopFor, withDatabase } from "./with-shop.ts";
import { isDay } from "../../ledger/day.ts";

const options = {
  shop: { type: "string" },
  target: { type: "string", multiple: true },
  promise: { type: "string", multiple: true },
  "week-start": { type: "string" },
  "time-zone": { type: "string" },
  currency: { type: "string" },
} as const;

const weekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** `K=V` or `K=V:from..to`; money in major units, ratios as fractions. */
function readTarget(text: string): Target {
  const match = /^([a-z0-9-]+)=([^:]+)(?::(.+))?$/.exec(text);
  const [, kpi = "", value = "", range] = match ?? [];
  if (!match || !isDecimal(value)) {
    throw new UsageError(
      `got --target ${text}, expected such as net-sales=50000:2026-01-01..2026-02-01`,
    );
  }
  if (!kpiById(kpi)) {
    const known = kpis.map(({ id }) => id).join(", ");
    throw new UsageError(`got --target ${kpi}, expected one of ${known}`);
  }
  return { kpi, value, ...(range === undefined ? always : readRange(range, "target")) };
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

function settings(shop: Shop, targets: Target[]) {
  const hours = (text: string | null) => (text === null ? null : Number(text));
  const day = (text: string) => (isDay(text) ? text : null);
  return {
    shop: shop.domain,
    timeZone: shop.timeZone,
    currency: shop.currency,
    weekStart: shop.weekStart,
    promises: {
      shipHours: hours(shop.shipPromiseHours),
      deliverHours: hours(shop.deliverPromiseHours),
    },
    targets: targets.map(({ kpi, value, from, to }) => ({
      kpi,
      value,
      from: from === always.from ? null : day(from),
      to: to === always.to ? null : day(to),
    })),
  };
}

export const setCommand: Command = {
  usage:
    "set --shop S [--target K=V[:from..to]] [--promise ship=48h] [--promise deliver=120h] " +
    "[--week-start mon] [--time-zone Z] [--currency C]",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const timeZone = readZone(given["time-zone"]);
    const currency = readCurrency(given.currency);
    const targets = (given.target ?? []).map(readTarget);
    const changes: ShopChanges = Object.assign(
      readWeekStart(given["week-start"]),
      ...(given.promise ?? []).map(readPromise),
    );
    return withDatabase(terminal, async (db) => {
      const found = await shopFor(db, domain, { timeZone, currency }, null);
      for (const target of targets) await setTarget(db, found, target);
      const shop = Object.keys(changes).length > 0 ? await updateShop(db, found, changes) : found;
      await recompute(db, shop, { asOf: terminal.now() });
      return settings(shop, await readTargets(db, shop));
    });
  },
};
