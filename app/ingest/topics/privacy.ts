// The three topics every app must answer. They carry no scope and stand in the settings file only.
import { z } from "zod";
import { id, list, optionalId, text } from "./fields.ts";
import { defineTopic } from "./topic.ts";
import type { Person, Topic } from "./topic.ts";

/** May hold an e-mail alone: a person who never bought has no orders, a guest no customer id. */
const customer = z.object({ id: optionalId, email: text, phone: text }).nullish();

const namesSomebody = {
  error: "expected a customer id, e-mail, phone or order",
  path: ["customer"],
};

const dataRequest = defineTopic({
  topic: "customers/data_request",
  scope: null,
  schema: z
    .object({
      customer,
      orders_requested: list(id),
      data_request: z.object({ id: optionalId }).nullish(),
    })
    .refine((body) => isNamed(person(body.customer, body.orders_requested)), namesSomebody),
  read: (body) => ({
    actions: [
      {
        kind: "data-request",
        requestId: body.data_request?.id ?? null,
        ...person(body.customer, body.orders_requested),
      },
    ],
  }),
});

const redactCustomer = defineTopic({
  topic: "customers/redact",
  scope: null,
  schema: z
    .object({ customer, orders_to_redact: list(id) })
    .refine((body) => isNamed(person(body.customer, body.orders_to_redact)), namesSomebody),
  read: (body) => ({
    actions: [{ kind: "redact-customer", ...person(body.customer, body.orders_to_redact) }],
  }),
});

const redactShop = defineTopic({
  topic: "shop/redact",
  scope: null,
  schema: z.looseObject({}),
  read: () => ({ actions: [{ kind: "redact-shop" }] }),
});

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
