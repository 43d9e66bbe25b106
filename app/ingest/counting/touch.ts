// What led to an order, as a fact: the channels of the visits that are told and of its codes.
import { contentHash } from "../../ledger/hash.ts";
import { asText, formOf } from "../../ledger/hashed-bytes.ts";
import { touchesOf, touchOfCode, touchOfVisit } from "../../ledger/marketing-channel.ts";
import type { Touch } from "../../ledger/marketing-channel.ts";
import type { OrderTouchFact } from "../../ledger/marketing-facts.ts";
import type { OrderInput } from "./order-input.ts";

type Told = Pick<OrderInput, "id" | "visits" | "discountCodes">;

type Touches = { first: Touch; last: Touch };
const writeTouch = formOf<Touch>({ channel: asText, campaign: asText });
const writeTouches = formOf<Touches>({ first: writeTouch, last: writeTouch });

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
  const hash = contentHash(touches, writeTouches);
  return [{ kind: "order-touch", orderId: id, grade: visits?.grade ?? 1, hash, ...touches }];
}
