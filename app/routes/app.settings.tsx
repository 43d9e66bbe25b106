import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { inShop } from "../db.server.ts";
import { kpiById, kpis } from "../kpis/index.ts";
import { recountShopSpec } from "../jobs/recount-shop.ts";
import { addJobs } from "../jobs/queue.server.ts";
import { accessScopes, listAccessKeys } from "../ledger/access-keys.server.ts";
import { askPromises, readAskedPromises } from "../ledger/promises.server.ts";
import { askRegions, readRegions } from "../ledger/regions.server.ts";
import { listShareLinks } from "../ledger/share-links.server.ts";
import { readTargets, updateShop } from "../ledger/shop.server.ts";
import { changeTargets } from "../ledger/targets.server.ts";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import type { SaveAnswer } from "../panels/save-form.tsx";
import { Settings } from "../panels/settings.tsx";
import { usePage } from "../panels/use-page.ts";
import settingsStyles from "../panels/settings.css?url";
import { chosenHeadline } from "../scorecard/headline.ts";
import {
  readSettings,
  SettingsShape,
  showPromise,
  weekDays,
  type FieldErrors,
} from "../scorecard/settings-form.ts";
import { marketsOf } from "../scorecard/markets.ts";
import { showRegionSet } from "../scorecard/settings-form-regions.ts";
import { aimedChannels, showPart, showTarget } from "../scorecard/settings-form-targets.ts";

export const links = () => [{ rel: "stylesheet", href: settingsStyles }];
export const meta: MetaFunction = () => [{ title: "Settings · Fourfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, version, asOf } = await openPage(request);
  const asked = await readAskedPromises(db, shop.id);
  const promises = asked ?? shop;
  const regions = await readRegions(db, shop.id);
  const [keys, shares] = await inShop(db, shop.id, async (client) => [
    await listAccessKeys(client, shop),
    await listShareLinks(client, shop, asOf),
  ]);
  const places = new Map(kpis.map(({ id }, place) => [id, place]));
  const targets = (await readTargets(db, shop))
    .filter(({ kpi }) => places.has(kpi))
    .sort((a, b) => places.get(a.kpi)! - places.get(b.kpi)!);
  return {
    version,
    weekStart: weekDays.find((day) => day === shop.weekStart) ?? weekDays[0],
    weekDays,
    ship: showPromise(promises.shipPromiseHours),
    deliver: showPromise(promises.deliverPromiseHours),
    isRecounting: { promises: asked !== null, regions: regions.isRecounting },
    headline: [...chosenHeadline(shop).ids],
    regions: regions.sets.map(showRegionSet),
    targets: targets.map((target) => showTarget(target, kpiById(target.kpi)!.unit)),
    shown: targets.map(({ kpi, from, to, part }) => ({
      ...{ kpi, from, to },
      part: part ? showPart(part) : "",
    })),
    channels: aimedChannels,
    kpis: kpis.map(({ id, name, perspective, unit, direction, causes }) => ({
      ...{ id, name, perspective, unit, direction },
      parts: (["region", "channel"] as const).filter((split) => causes.includes(split)),
    })),
    currency: shop.currency,
    timeZone: shop.timeZone,
    keys: { scopes: accessScopes, held: keys.filter(({ revokedAt }) => revokedAt === null) },
    shares,
    now: asOf,
  };
}

type SettingsAnswer = SaveAnswer<FieldErrors>;

export async function action({ request }: ActionFunctionArgs): Promise<SettingsAnswer> {
  const { db, shop, asOf } = await openPage(request);
  const form = SettingsShape.safeParse(await request.json().catch(() => null));
  if (!form.success) {
    throw new Response("got no settings form, expected one of this page", { status: 400 });
  }
  const read = readSettings(form.data, {
    kpis,
    currency: shop.currency,
    markets: marketsOf(form.data.regions.map(({ name }) => name.trim().replace(/\s+/g, " "))),
  });
  if ("errors" in read) return { saved: false, errors: read.errors };
  const { weekStart, shipPromiseHours, deliverPromiseHours, headline, targets, gone, regions } =
    read.settings;
  await changeTargets(db, shop, { remove: gone, put: targets });
  const isSwapped = chosenHeadline(shop).ids.join() !== chosenHeadline({ headline }).ids.join();
  if (weekStart !== shop.weekStart || isSwapped) {
    await updateShop(db, shop, { weekStart, headline });
  }
  const held = (await readAskedPromises(db, shop.id)) ?? shop;
  const isSame = (a: string | null, b: string | null) =>
    a === null || b === null ? a === b : Number(a) === Number(b);
  if (
    !isSame(held.shipPromiseHours, shipPromiseHours) ||
    !isSame(held.deliverPromiseHours, deliverPromiseHours)
  ) {
    await askPromises(db, shop.id, { shipPromiseHours, deliverPromiseHours }, asOf);
    await addJobs(db, [recountShopSpec(shop.id)]);
  }
  const { sets } = await readRegions(db, shop.id);
  if (JSON.stringify(sets.map(showRegionSet)) !== JSON.stringify(regions.map(showRegionSet))) {
    await askRegions(db, shop.id, regions, asOf);
    await addJobs(db, [recountShopSpec(shop.id)]);
  }
  return { saved: true };
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<SettingsAnswer>(serverAction, { saved: false, errors: null });
}

export default function SettingsPage() {
  return usePage<typeof loader>(({ keys, shares, now, ...data }, locale) => {
    const when = { now, timeZone: data.timeZone, locale };
    return (
      <Settings
        {...data}
        keys={{ ...keys, when }}
        shares={{ held: shares, when }}
        locale={locale}
      />
    );
  });
}
