// What a delivery asks to be done rather than counted. Everything here may run twice: the delivery
// leaves the inbox last.
import { inShop } from "../db.server.ts";
import type { Db } from "../db.server.ts";
import { updateShop, updateShopTold } from "../ledger/shop.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { operationEnded } from "./backfill/start.server.ts";
import { forget, park } from "./deliveries.server.ts";
import type { DueDelivery } from "./deliveries.server.ts";
import { answerDataRequest, redactPerson, redactWholeShop } from "./privacy.server.ts";
import type { Action, Taken } from "./topics/index.ts";

export type Acting = DueDelivery & { taken: Taken };
type ActionOf<K extends Action["kind"]> = Extract<Action, { kind: K }>;

export type Acted = {
  /** Every day of the shop wants a rebuild. */
  rebuild: boolean;
  /** A bulk operation that a backfill waits for ended. */
  bulkEnded: boolean;
};

/** Does what the delivery asks, then lets it go. */
export async function act(db: Db, shop: Shop, delivery: Acting): Promise<Acted> {
  let rebuild = false;
  let filed = false;
  let bulkEnded = false;
  for (const action of delivery.taken.actions) {
    switch (action.kind) {
      case "uninstalled":
        await uninstall(db, shop, delivery);
        break;
      case "scopes":
        await changeScopes(db, shop, delivery, action);
        break;
      case "shop-changed":
        rebuild = (await changeShop(db, shop, delivery, action)) || rebuild;
        break;
      case "bulk-finished":
        if (await operationEnded(db, shop.id, action.id, new Date())) bulkEnded = true;
        else {
          await parkUnasked(db, shop, delivery, action);
          filed = true;
        }
        break;
      case "data-request":
        await answerDataRequest(db, shop, delivery, action);
        filed = true;
        break;
      case "redact-customer":
        await redactPerson(db, shop, delivery, action);
        break;
      case "redact-shop":
        await redactWholeShop(db, shop, delivery);
        break;
    }
  }
  if (!filed) await inShop(db, shop.id, (client) => forget(client, shop.id, [delivery.webhookId]));
  return { rebuild, bulkEnded };
}

// Tokens go at once; facts stay until shop/redact, so that a shop that comes back finds its history.
// A delivery that is older than the installation speaks of the one before.
async function uninstall(db: Db, shop: Shop, delivery: Acting): Promise<void> {
  if (shop.installedAt && delivery.triggeredAt < shop.installedAt) return;
  await updateShop(db, shop, { state: "uninstalled", uninstalledAt: delivery.triggeredAt });
  await db.app.query(`delete from "Session" where shop = $1`, [shop.domain]);
  log.info({ shop: shop.domain }, "uninstalled");
}

async function changeScopes(
  db: Db,
  shop: Shop,
  { triggeredAt: at }: DueDelivery,
  { scopes }: ActionOf<"scopes">,
): Promise<void> {
  const changes = { scopes: [...scopes].sort().join(",") };
  await updateShopTold(db, shop, { at, toldAt: "scopesToldAt" }, () => changes);
}

async function changeShop(
  db: Db,
  shop: Shop,
  { triggeredAt: at }: DueDelivery,
  action: ActionOf<"shop-changed">,
): Promise<boolean> {
  const told = await updateShopTold(db, shop, { at, toldAt: "settingsToldAt" }, (known) => {
    const timeZone = action.timeZone ?? known.timeZone;
    const currency = action.currency ?? known.currency;
    const isSame = timeZone === known.timeZone && currency === known.currency;
    return isSame ? {} : { timeZone, currency };
  });
  if (!told) return false;
  const [{ timeZone, currency }, after] = [told.before, told.after];
  if (after.timeZone === timeZone && after.currency === currency) return false;
  log.info({ shop: shop.domain }, "zone or currency changed, full rebuild");
  return true;
}

async function parkUnasked(
  db: Db,
  shop: Shop,
  delivery: Acting,
  { id, status }: ActionOf<"bulk-finished">,
): Promise<void> {
  log.info({ shop: shop.domain, id, status }, "a bulk operation finished that nobody waits for");
  const reason =
    `got ${id} ${status}, expected a bulk operation that a backfill of this shop waits for: ` +
    "nothing to do, unless a backfill was started by another version";
  await inShop(db, shop.id, (client) => park(client, shop.id, delivery, reason));
}
