// A customer as Shopify sends it: alone (customers/*) or inside an order.
import { z } from "zod";
import type { ContactDetails, CustomerFact } from "../../ledger/facts.ts";
import type { Heard } from "../counting/order-input.ts";
import { versionOf } from "../counting/version.ts";
import { id, optionalInstant, text } from "./fields.ts";

export const customerBody = z.object({
  id,
  created_at: optionalInstant,
  updated_at: optionalInstant,
  state: text,
  email: text,
  phone: text,
  first_name: text,
  last_name: text,
});

export function customerFactOf(body: z.output<typeof customerBody>, heard: Heard): CustomerFact {
  return customerFact(
    {
      id: body.id,
      createdAt: body.created_at,
      state: body.state,
      contact: {
        email: body.email,
        phone: body.phone,
        firstName: body.first_name,
        lastName: body.last_name,
      },
    },
    body.updated_at,
    heard,
  );
}

/** Nothing to reach a person by is "not told" (no approval for personal data), not "removed". */
export function customerFact(
  customer: { id: string; createdAt: Date | null; state: string | null; contact: ContactDetails },
  updatedAt: Date | null,
  heard: Heard,
): CustomerFact {
  const { email, phone, firstName, lastName } = customer.contact;
  const isTold = [email, phone, firstName, lastName].some((each) => each !== null && each !== "");
  const content: Omit<CustomerFact, "version"> = {
    kind: "customer",
    id: customer.id,
    createdAt: customer.createdAt,
    state: (customer.state ?? "").toLowerCase(),
    contact: isTold ? customer.contact : null,
  };
  return { ...content, version: versionOf(updatedAt, heard, content) };
}
