// What led to an order, as a fact: the channels of the visits that are told and of its codes.
import { asText, contentHash, formOf } from "../../ledger/hash.ts";
import { touchesOf, touchOfCode, touchOfVisit } from "../../ledger/marketing-channel.ts";
import type { Touch } from "../../ledger/marketing-channel.ts";
import type { OrderTouchFact } from "../../ledger/marketing-facts.ts";
import { remembered } from "../../ledger/remembered.ts";
import type { OrderInput } from "./order-input.ts";

type Told = Pick<OrderInput, "id" | "visits" | "discountCodes">;

const touchText = formOf<Touch>({ channel: asText, campaign: asText });
const touchesText = formOf<{ first: Touch; last: Touch }>({ first: touchText, last: touchText });

/** By its text: the same few touches lead to most orders. */
const hashOfText = remembered((text) => contentHash(text, (each) => each));

/**
 * At most one fact; none where nothing is told. A code was typed after all visits, so it is the last
 * touch where it tells of one.
 */
export function touchFacts({ id, visits, discountCodes = [] }: Told): OrderTouchFact[] {
  const touches = touchesOf([
    ...(visits?.seen ?? []).map((visit) => visit && touchOfVisit(visit)),
    ...discountCodes.map(touchOfCode),
  ]);
  if (!touches) return [];
  const hash = hashOfText(touchesText(touches));
  return [{ kind: "order-touch", orderId: id, grade: visits?.grade ?? 1, hash, ...touches }];
}
