// What the three privacy deliveries ask for, done within their own job (platform-facts.md 1.6).
//
// A data request is answered in the inbox: the delivery stays there for 30 days as `answered`, and in
// place of its body lies the sealed package of all that is held about that person, for the merchant
// to hand on. No table of its own, no file on a disk that nobody looks after.
import { inShop } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import { open, seal } from "../ledger/keys.server.ts";
import { mentions, readPerson, redactCustomer, redactShop } from "../ledger/redact.server.ts";
import type { PersonNamed, Traces } from "../ledger/redact.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import type { DueDelivery } from "./deliveries.server.ts";

/** What is held about a person, as it is handed on: JSON, instants in UTC, money in minor units. */
export type DataPackage = {
  requestId: string | null;
  shop: string;
  requestedAt: string;
} & Awaited<ReturnType<typeof readPerson>>;

/** Files the package in the delivery's place. */
export async function answerDataRequest(
  db: Db,
  shop: Shop,
  delivery: DueDelivery,
  request: PersonNamed & { requestId: string | null },
): Promise<void> {
  await inShop(db, shop.id, async (client) => {
    const held: DataPackage = {
      requestId: request.requestId,
      shop: shop.domain,
      requestedAt: delivery.triggeredAt.toISOString(),
      ...(await readPerson(client, shop, request)),
    };
    await client.query(
      `update inbox set state = 'answered', sealed = $3, body = null, reason = $4
        where shop_id = $1 and webhook_id = $2`,
      [
        shop.id,
        delivery.webhookId,
        seal(JSON.stringify(held, bigintAsText)),
        `data request ${request.requestId ?? "without a number"}: hand the package to the customer`,
      ],
    );
  });
  log.info({ shop: shop.domain, requestId: request.requestId }, "data request answered");
}

/** The packages that wait to be handed on, oldest first. */
export function readDataPackages(db: Db, shopId: bigint): Promise<DataPackage[]> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<{ sealed: Buffer }>(
      `select sealed from inbox where shop_id = $1 and state = 'answered'
        order by received_at, webhook_id`,
      [shopId],
    );
    return rows.map((row) => JSON.parse(open(row.sealed)) as DataPackage);
  });
}

/** Erases the person from the ledger and from every payload that is kept. */
export async function redactPerson(
  db: Db,
  shop: Shop,
  delivery: DueDelivery,
  person: PersonNamed,
): Promise<void> {
  const purged = await inShop(db, shop.id, async (client) => {
    const traces = await redactCustomer(client, shop, person);
    return purge(client, shop.id, delivery.webhookId, traces);
  });
  log.info({ shop: shop.domain, purged }, "customer redacted");
}

// Kept payloads go, and those that failed before: they may be kept. What only waits its turn is
// applied within seconds and deleted then, and the ledger knows that this person is forgotten.
async function purge(
  client: Client,
  shopId: bigint,
  redactionId: string,
  traces: Traces,
): Promise<number> {
  type Row = { id: string; body: string | null; sealed: Buffer | null };
  const { rows } = await client.query<Row>(
    `select webhook_id as id, body, sealed from inbox
      where shop_id = $1 and webhook_id <> $2 and (state <> 'new' or attempts > 0)`,
    [shopId, redactionId],
  );
  const ids = rows
    .filter(({ body, sealed }) => mentions(body ?? (sealed ? open(sealed) : ""), traces))
    .map((row) => row.id);
  await client.query("delete from inbox where shop_id = $1 and webhook_id = any($2)", [
    shopId,
    ids,
  ]);
  return ids.length;
}

/** Erases the shop, unless it was installed again after this was sent. */
export async function redactWholeShop(db: Db, shop: Shop, delivery: DueDelivery): Promise<void> {
  if (shop.installedAt && delivery.triggeredAt < shop.installedAt) {
    log.info({ shop: shop.domain }, "installed again since its redaction was sent: kept");
    return;
  }
  await inShop(db, shop.id, (client) => redactShop(client, shop));
  log.info({ shop: shop.domain }, "shop redacted");
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
