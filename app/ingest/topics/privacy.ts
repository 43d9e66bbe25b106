// The three topics every app must answer. They carry no scope and stand in the settings file only.
import { z } from "zod";
import type { ShopContext } from "../../ledger/facts.ts";
import { id, list, optionalId, text } from "./fields.ts";
import { defineTopic, WrongShape } from "./topic.ts";
import type { DeliveryMeta, Person, Topic } from "./topic.ts";

/** May hold an e-mail alone: a person who never bought has no orders, a guest no customer id. */
const customer = z.object({ id: optionalId, email: text, phone: text }).nullish();

/** The pattern keeps a reason, which is stored, from quoting anything else. */
const shop_domain = z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i);

/** Our own: what a try of the redaction that could not finish leaves for the next (privacy.server.ts). */
const contact = z.object({ email: text, phone: text, firstName: text, lastName: text });

const namesSomebody = {
  error: "expected a customer id, e-mail, phone or order",
  path: ["customer"],
};

const dataRequest = defineTopic({
  topic: "customers/data_request",
  scope: null,
  schema: z
    .object({
      shop_domain,
      customer,
      orders_requested: list(id),
      data_request: z.object({ id: optionalId }).nullish(),
    })
    .refine((body) => isNamed(person(body.customer, body.orders_requested)), namesSomebody),
  read(body, meta, shop) {
    checkShop(body, meta, shop);
    const { customer, orders_requested: orders, data_request: request } = body;
    const requestId = request?.id ?? null;
    return { actions: [{ kind: "data-request", requestId, ...person(customer, orders) }] };
  },
});

const redactCustomer = defineTopic({
  topic: "customers/redact",
  scope: null,
  schema: z
    .object({ shop_domain, customer, orders_to_redact: list(id), known_as: list(contact) })
    .refine((body) => isNamed(person(body.customer, body.orders_to_redact)), namesSomebody),
  read(body, meta, shop) {
    checkShop(body, meta, shop);
    const { customer, orders_to_redact: orders, known_as: knownAs } = body;
    return { actions: [{ kind: "redact-customer", knownAs, ...person(customer, orders) }] };
  },
});

const redactShop = defineTopic({
  topic: "shop/redact",
  scope: null,
  schema: z.object({ shop_domain }),
  read(body, meta, shop) {
    checkShop(body, meta, shop);
    return { actions: [{ kind: "redact-shop" }] };
  },
});

/**
 * The header that names the shop is not signed: what cannot be taken back is done only for the shop that
 * the signed body names as well.
 */
function checkShop(
  { shop_domain: named }: { shop_domain: string },
  { topic }: DeliveryMeta,
  { domain }: ShopContext,
): void {
  if (named.toLowerCase() === domain) return;
  throw new WrongShape({
    got: `a body of ${named}`,
    expected: `one of ${domain}, for which this ${topic} was delivered`,
    todo: "nothing, unless it was sent for that shop: then have it sent again",
  });
}

function person(named: z.output<typeof customer>, orderIds: string[]): Person {
  return {
    customerId: named?.id ?? null,
    email: named?.email || null,
    phone: named?.phone || null,
    orderIds,
  };
}

function isNamed({ customerId, email, phone, orderIds }: Person): boolean {
  return customerId !== null || email !== null || phone !== null || orderIds.length > 0;
}

export const privacyTopics: Topic[] = [dataRequest, redactCustomer, redactShop];
