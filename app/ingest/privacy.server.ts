// What the three privacy deliveries ask for, done within their own job (platform-facts.md 1.6).
//
// A data request is answered in the inbox: the delivery stays there for 30 days as `answered`, and in
// place of its body lies the sealed package of all that is held about that person, for the merchant
// to hand on. No table of its own, no file on a disk that nobody looks after.
import { inShop } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import { open, seal } from "../ledger/keys.server.ts";
import { readPerson, type PersonHeld } from "../ledger/person-held.server.ts";
import { mentions, redactCustomer, redactShop } from "../ledger/redact.server.ts";
import type { Left, PersonNamed, Traces } from "../ledger/redact.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { keptDays, type DueDelivery } from "./deliveries.server.ts";
import { readUploadPaths } from "./imports.server.ts";
import { removeUpload } from "./uploads.server.ts";

/** What is held about a person, as it is handed on: JSON, instants in UTC, money in minor units. */
export type DataPackage = {
  requestId: string | null;
  shop: string;
  requestedAt: string;
  /** Deliveries of Shopify that could not be used and lie sealed, as they came. */
  keptDeliveries: { topic: string; receivedAt: string; body: string }[];
} & PersonHeld;

/** Files the package in the delivery's place. */
export async function answerDataRequest(
  db: Db,
  shop: Shop,
  delivery: DueDelivery,
  request: PersonNamed & { requestId: string | null },
): Promise<void> {
  await inShop(db, shop.id, async (client) => {
    const person = await readPerson(client, shop, request);
    const kept = await keptOf(client, shop.id, tracesOf(person, request));
    const held: DataPackage = {
      requestId: request.requestId,
      shop: shop.domain,
      requestedAt: delivery.triggeredAt.toISOString(),
      ...person,
      keptDeliveries: kept.map(({ topic, receivedAt, body }) => ({
        ...{ topic, body, receivedAt: receivedAt.toISOString() },
      })),
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

/** What deliveries may call the person. */
function tracesOf({ customerIds, orders, contacts }: PersonHeld, named: PersonNamed): Traces {
  const told = (values: (string | null)[]) => values.flatMap((value) => value || []);
  return {
    customerIds: customerIds.filter((id) => !id.startsWith("person:")),
    orderIds: [...named.orderIds, ...orders.map(({ id }) => id)],
    emails: told([named.email, ...contacts.map(({ email }) => email)]),
    phones: told([named.phone, ...contacts.map(({ phone }) => phone)]),
  };
}

export type FiledPackage = { id: string; filedAt: Date; held: DataPackage };

/** The packages that wait to be handed on, oldest first; `id` of one of them gives that one alone. */
export function readDataPackages(db: Db, shopId: bigint, id?: string): Promise<FiledPackage[]> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<{ id: string; filedAt: Date; sealed: Buffer }>(
      `select webhook_id as id, received_at as "filedAt", sealed from inbox
        where shop_id = $1 and state = 'answered' and ($2::text is null or webhook_id = $2)
        order by received_at, webhook_id`,
      [shopId, id ?? null],
    );
    return rows.map(({ sealed, ...row }) => ({
      ...row,
      held: JSON.parse(open(sealed)) as DataPackage,
    }));
  });
}

/** What a merchant is to hand on; `id` asks for the package, `name` is what Shopify calls the request. */
export type DataRequest = { id: string; name: string; filedAt: Date; keptUntil: Date };

/** The newest first; no package is opened. */
export function listDataRequests(db: Db, shopId: bigint): Promise<DataRequest[]> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<DataRequest>(
      `select webhook_id as id, split_part(reason, ':', 1) as name, received_at as "filedAt",
         received_at + make_interval(days => $2) as "keptUntil"
       from inbox where shop_id = $1 and state = 'answered'
       order by received_at desc, webhook_id limit 100`,
      [shopId, keptDays],
    );
    return rows;
  });
}

/**
 * Erases the person from the ledger and from every payload that is kept.
 * @throws once all but some words is erased: the delivery then knows what to look for when it is tried again
 */
export async function redactPerson(
  db: Db,
  shop: Shop,
  delivery: DueDelivery,
  person: PersonNamed,
): Promise<void> {
  const { purged, left } = await inShop(db, shop.id, async (client) => {
    const redaction = await redactCustomer(client, shop, person);
    if (redaction.left) await noteLeft(client, shop, delivery, { person, left: redaction.left });
    return {
      purged: await purge(client, shop, delivery.webhookId, redaction.traces),
      left: redaction.left?.tables ?? [],
    };
  });
  log.info({ shop: shop.domain, purged, left }, "customer redacted");
  if (left.length > 0) {
    throw new Error(
      `the person is erased but for words in ${left.join(", ")}, which are tried again`,
    );
  }
}

/** As Shopify would say it, with the contacts that are gone now (topics/privacy.ts). */
async function noteLeft(
  client: Client,
  shop: Shop,
  { webhookId }: DueDelivery,
  { person, left }: { person: PersonNamed; left: Left },
): Promise<void> {
  const { customerId: id, email, phone, orderIds } = person;
  const body = {
    ...{ shop_domain: shop.domain, customer: { id, email, phone }, orders_to_redact: orderIds },
    known_as: left.contacts,
  };
  await client.query("update inbox set body = $3 where shop_id = $1 and webhook_id = $2", [
    ...[shop.id, webhookId, JSON.stringify(body)],
  ]);
}

type Kept = { id: string; topic: string; receivedAt: Date; body: string };

/** Kept deliveries that name the person; `which` of the inbox, with the shop as $1. */
async function keptOf(
  client: Client,
  shopId: bigint,
  traces: Traces,
  which = "state in ('parked', 'refused')",
): Promise<Kept[]> {
  type Row = Omit<Kept, "body"> & { body: string | null; sealed: Buffer | null };
  const { rows } = await client.query<Row>(
    `select webhook_id as id, topic, received_at as "receivedAt", body, sealed from inbox
      where shop_id = $1 and (${which}) order by received_at, webhook_id`,
    [shopId],
  );
  return rows
    .map((row) => ({ ...row, body: row.body ?? (row.sealed ? open(row.sealed) : "") }))
    .filter(({ body }) => mentions(body, traces));
}

// Kept payloads go, and those that failed before: they may be kept. What only waits its turn is
// applied within seconds and deleted then, and the ledger knows that this person is forgotten; for a
// shop that is not installed nothing is applied, so there it goes as well.
async function purge(
  client: Client,
  shop: Shop,
  redactionId: string,
  traces: Traces,
): Promise<number> {
  const kept = await keptOf(client, shop.id, traces, "state <> 'new' or attempts > 0");
  if (shop.state !== "installed") {
    // An order's number is a person's only beside the person.
    kept.push(...(await keptOf(client, shop.id, { ...traces, orderIds: [] }, "state = 'new'")));
  }
  const ids = kept.map(({ id }) => id).filter((id) => id !== redactionId);
  await client.query("delete from inbox where shop_id = $1 and webhook_id = any($2)", [
    shop.id,
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
  const uploads = await readUploadPaths(db, shop.id);
  await inShop(db, shop.id, (client) => redactShop(client, shop));
  for (const path of uploads) await removeUpload(path);
  log.info({ shop: shop.domain }, "shop redacted");
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
