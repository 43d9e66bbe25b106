// Reading customers again.
import { z } from "zod";
import type { CustomerFact } from "../../ledger/facts.ts";
import type { Heard } from "../counting/order-input.ts";
import { customerFact } from "../topics/customer-body.ts";
import { gid, gidOf, missingOf, optionalTime, readNodes, time } from "./reading.ts";
import type { Refetcher } from "./reading.ts";

export const customersQuery = `
query RefetchCustomers($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Customer {
      id createdAt updatedAt state dataSaleOptOut firstName lastName
      defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
    }
  }
}`;

export const customerNode = z.object({
  id: gid,
  createdAt: optionalTime,
  updatedAt: time,
  state: z.string().nullish(),
  /** A result of a bulk operation asked for by an older version lacks it. */
  dataSaleOptOut: z.boolean().optional(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  defaultEmailAddress: z.object({ emailAddress: z.string().nullish() }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: z.string().nullish() }).nullish(),
});

export const customers: Refetcher = {
  kind: "customer",
  idsPerCall: 250,
  *read(ids, _shop, readAt) {
    const variables = { ids: ids.map((id) => gidOf("Customer", id)) };
    const found = readNodes(customerNode, yield { query: customersQuery, variables });
    const heard = { triggeredAt: readAt, receivedAt: readAt };
    return {
      facts: found.map((node) => customerOfNode(node, heard)),
      missing: missingOf(ids, found),
    };
  },
};

export function customerOfNode(node: z.output<typeof customerNode>, heard: Heard): CustomerFact {
  const fact = customerFact(
    {
      id: node.id,
      createdAt: node.createdAt,
      state: node.state ?? null,
      contact: {
        email: node.defaultEmailAddress?.emailAddress ?? null,
        phone: node.defaultPhoneNumber?.phoneNumber ?? null,
        firstName: node.firstName ?? null,
        lastName: node.lastName ?? null,
      },
    },
    node.updatedAt,
    heard,
  );
  const { dataSaleOptOut: isOut } = node;
  if (isOut === undefined) return fact;
  return { ...fact, saleOptOut: { isOut, toldAt: heard.triggeredAt } };
}
