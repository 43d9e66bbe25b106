// The shop itself: what it is called, how it counts, what it promises and aims at.
import type { Client, Db } from "../db.server.ts";
import { inShop } from "../db.server.ts";
import type { Day } from "./day.ts";
import { markAllDirty, markDirty } from "./dirty.server.ts";
import type { ShopContext } from "./facts.ts";
import { lockLedger, lockTold, unlockPlans } from "./lock.server.ts";
import { rederive, rederiveOrders } from "./rederive.server.ts";
import { keepFigures } from "./writers/cost-rules.server.ts";
import { reconvertSpend } from "./writers/spend.server.ts";

export type Shop = ShopContext & {
  state: "heard" | "installed" | "uninstalled";
  /** False until an import, a setting or the install fixed zone and currency. */
  configured: boolean;
  weekStart: string;
  /** Decimal text. */
  shipPromiseHours: string | null;
  deliverPromiseHours: string | null;
  /** By comma. */
  scopes: string;
  installedAt: Date | null;
  uninstalledAt: Date | null;
  /** When Shopify last told of zone and currency, and of scopes: an older word comes too late. */
  settingsToldAt: Date | null;
  scopesToldAt: Date | null;
  /** Grows with every recompute. */
  version: bigint;
  dueTickAt: Date | null;
  /** Five KPIs at the top of Home, chosen by the merchant; null: ours. */
  headline: string[] | null;
};

const columns = `id, domain, state, configured, time_zone as "timeZone", currency,
  week_start as "weekStart", ship_promise_hours as "shipPromiseHours",
  deliver_promise_hours as "deliverPromiseHours", scopes, installed_at as "installedAt",
  uninstalled_at as "uninstalledAt", settings_told_at as "settingsToldAt",
  scopes_told_at as "scopesToldAt", version, due_tick_at as "dueTickAt", headline`;

/** The shop of a myshopify.com domain; null when nothing was ever heard of it. */
export async function findShop(db: Db, domain: string): Promise<Shop | null> {
  // Each request begins with it: prepared, as planning it costs more than running it.
  const text = `select ${columns} from shop_by_domain($1)`;
  const { rows } = await db.app.query<Shop>({ name: "shop-by-domain", text, values: [domain] });
  return rows[0] ?? null;
}

export async function readShop(db: Db, id: bigint): Promise<Shop | null> {
  return inShop(db, id, (client) => readBoundShop(client, id));
}

/**
 * The shop, whose deliveries nobody else applies until the transaction ends; waits at most `lockMs` for
 * that (0: for ever). The commit does not wait for the disk: should the machine die right then, the
 * deliveries are in line again and all that was made of them is undone. Rows are reached by index, because
 * plans are kept from when the inbox was empty.
 * @throws Postgres' lock_not_available (55P03) after `lockMs`
 */
export async function readDrainedShop(
  client: Client,
  id: bigint,
  lockMs: number,
): Promise<Shop | null> {
  const { rows } = await client.query<Shop>({
    name: "shop-drained",
    text: `select ${columns} from shop, (
        select set_config('lock_timeout', $2, true), set_config('synchronous_commit', 'off', true),
          set_config('enable_seqscan', 'off', true),
          pg_advisory_xact_lock(hashtextextended('drain', $1)) offset 0) locked
      where id = $1`,
    values: [id, String(lockMs)],
  });
  return rows[0] ?? null;
}

/** `readShop` inside a transaction that is bound to the shop already. */
export async function readBoundShop(client: Client, id: bigint): Promise<Shop | null> {
  const text = `select ${columns} from shop where id = $1`;
  const { rows } = await client.query<Shop>({ name: "shop", text, values: [id] });
  return rows[0] ?? null;
}

/** Makes the shop, or fixes zone and currency of one that was only heard of; else it stays as it is. */
export async function createShop(
  db: Db,
  domain: string,
  { timeZone, currency }: { timeZone: string; currency: string },
): Promise<Shop> {
  const { rows } = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
  const id = rows[0]?.id;
  const shop = id === undefined ? null : await readShop(db, id);
  if (!shop) throw new Error(`shop ${domain} was not there after it was made`);
  return shop.configured ? shop : updateShop(db, shop, { timeZone, currency });
}

export type ShopChanges = Partial<Omit<Shop, "id" | "domain" | "version" | "configured">>;

const columnOf: Record<keyof ShopChanges, string> = {
  state: "state",
  timeZone: "time_zone",
  currency: "currency",
  weekStart: "week_start",
  shipPromiseHours: "ship_promise_hours",
  deliverPromiseHours: "deliver_promise_hours",
  scopes: "scopes",
  installedAt: "installed_at",
  uninstalledAt: "uninstalled_at",
  settingsToldAt: "settings_told_at",
  scopesToldAt: "scopes_told_at",
  dueTickAt: "due_tick_at",
  headline: "headline",
};

/** By these orders are counted. */
const counting = ["timeZone", "currency", "shipPromiseHours", "deliverPromiseHours"] as const;

/**
 * Sets what is named. Another zone or currency counts the whole shop again, another promise its due
 * times; the days that change are dirty afterwards. Throws when the shop is gone.
 */
export async function updateShop(
  db: Db,
  shop: Pick<ShopContext, "id" | "domain">,
  changes: ShopChanges,
): Promise<Shop> {
  return inShop(db, shop.id, (client) => updateBoundShop(client, shop, changes));
}

/**
 * `updateShop` by what Shopify told at an instant. Null, and nothing is changed, where it told of the same
 * later. One at a time: while one waits for the ledger, another is not measured by what was known before.
 */
export function updateShopTold(
  db: Db,
  shop: Pick<ShopContext, "id" | "domain">,
  { at, toldAt }: { at: Date; toldAt: "settingsToldAt" | "scopesToldAt" },
  changesOf: (known: Shop) => ShopChanges,
): Promise<{ before: Shop; after: Shop } | null> {
  return inShop(db, shop.id, async (client) => {
    await lockTold(client, shop.id);
    const before = await readBoundShop(client, shop.id);
    const last = before?.[toldAt];
    if (!before || (before.configured && last && at < last)) return null;
    const changes = { ...changesOf(before), [toldAt]: at };
    return { before, after: await updateBoundShop(client, shop, changes) };
  });
}

/** `updateShop` inside a transaction that is bound to the shop already. */
export async function updateBoundShop(
  client: Client,
  shop: Pick<ShopContext, "id" | "domain">,
  changes: ShopChanges,
): Promise<Shop> {
  // The rest touches no fact: it must not wait for whoever writes them.
  if (counting.some((key) => changes[key] !== undefined)) {
    await lockLedger(client, shop.id, Infinity);
    await unlockPlans(client);
  }
  const before = await readBoundShop(client, shop.id);
  const named = (Object.keys(columnOf) as (keyof ShopChanges)[]).filter(
    (key) => changes[key] !== undefined,
  );
  const sets = named.map((key, index) => `${columnOf[key]} = $${index + 2}`);
  if (changes.timeZone !== undefined || changes.currency !== undefined) {
    sets.push("configured = true");
  }
  if (sets.length > 0) {
    await client.query(`update shop set ${sets.join(", ")} where id = $1`, [
      shop.id,
      ...named.map((key) => changes[key]),
    ]);
  }
  const after = await readBoundShop(client, shop.id);
  if (!before || !after) throw new Error(`shop ${shop.domain} is gone`);
  if (before.timeZone !== after.timeZone || before.currency !== after.currency) {
    await markAllDirty(client, after);
    await rederive(client, after);
    if (before.currency !== after.currency) {
      await reconvertSpend(client, after);
      await keepFigures(client, after, before.currency);
    }
    await markAllDirty(client, after);
  } else if (
    before.shipPromiseHours !== after.shipPromiseHours ||
    before.deliverPromiseHours !== after.deliverPromiseHours
  ) {
    await markDirty(client, after, await rederiveOrders(client, after));
  }
  return after;
}

/** percent and month: a fraction more than the period directly before, or than the calendar month before. */
export type TargetKind = "absolute" | "percent" | "month" | "band";

/**
 * One part of the shop: a region as orders have it, `other` for what is in none of the merchant's own, or a
 * channel.
 */
export type TargetPart = { by: "region" | "channel"; key: string };

/** Valid over [from, to). All numbers are decimal text in the KPI's unit, money in major units. */
export type Target = {
  kpi: string;
  /** Default all of the shop. */
  part?: TargetPart;
  from: Day;
  to: Day;
  /** The level; of a band its lower edge; of percent and month the fraction. */
  value: string;
  /** Default absolute. */
  kind?: Exclude<TargetKind, "absolute">;
  /** Upper edge of a band. */
  high?: string;
  /** The red line. Default as scores have it. */
  red?: string;
  /** Among the KPIs of its perspective. Default 1. */
  weight?: string;
};

/** A target without dates holds always. */
export const always = { from: "1970-01-01", to: "9999-12-31" } as const;

/** Replaces the target of the same KPI, part and dates. */
export async function setTarget(db: Db, shop: ShopContext, target: Target): Promise<void> {
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into target
         (shop_id, kpi, "from", "to", value, kind, high, red, weight, part_by, part_key)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (shop_id, kpi, part_by, part_key, "from", "to") do update
       set value = excluded.value, kind = excluded.kind, high = excluded.high, red = excluded.red,
         weight = excluded.weight`,
      [
        ...[shop.id, target.kpi, target.from, target.to, target.value],
        ...[target.kind ?? "absolute", target.high ?? null, target.red ?? null],
        ...[target.weight ?? "1", target.part?.by ?? "", target.part?.key ?? ""],
      ],
    ),
  );
}

/** By KPI, then dates. */
export function readTargets(db: Db, shop: ShopContext): Promise<Target[]> {
  return inShop(db, shop.id, (client) => targetsIn(client, shop));
}

type TargetRow = {
  [K in keyof Required<Omit<Target, "part">>]: undefined extends Target[K]
    ? Exclude<Target[K], undefined> | null
    : Target[K];
} & { by: "" | TargetPart["by"]; key: string };

/** `readTargets` inside a transaction that is bound to the shop already. */
export async function targetsIn(client: Client, shop: Pick<ShopContext, "id">): Promise<Target[]> {
  const { rows } = await client.query<TargetRow>({
    name: "targets",
    text: `select kpi, "from", "to", value, nullif(kind, 'absolute') as kind, high, red,
        nullif(weight, 1) as weight, part_by as by, part_key as key
      from target where shop_id = $1 order by kpi, part_by, part_key, "from", "to"`,
    values: [shop.id],
  });
  return rows.map(({ kind, high, red, weight, by, key, ...target }) => ({
    ...target,
    ...(by === "" ? {} : { part: { by, key } }),
    ...(kind === null ? {} : { kind }),
    ...(high === null ? {} : { high }),
    ...(red === null ? {} : { red }),
    ...(weight === null ? {} : { weight }),
  }));
}
