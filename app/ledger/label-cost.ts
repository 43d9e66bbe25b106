import { hash } from "node:crypto";
import type { Day } from "./day.ts";

/**
 * What the carrier billed for one label, told in place of what a rule of shipping says. Below 0 it is a
 * credit. The order that it names, or its parcel, may come later.
 */
export type LabelCostFact = {
  kind: "label-cost";
  /** The order's id, or its name without the leading #; empty: the order of the parcel. */
  orderRef: string;
  /** Which label of that order, as `labelKey` makes it. */
  label: string;
  day: Day;
  carrier: string | null;
  /** As the file writes it, to tell of what is wrong; it is not kept. */
  tracking: string | null;
  /** As `parcelKeyOf` makes it. Default no tracking number. */
  parcelKey?: bigint;
  /** Decimal text, minor units of the shop's currency. */
  amount: string;
  toldAt: Date;
};

/** What tells labels of an order apart, with the place among equals; the number of the parcel is not in it. */
export function labelKey(
  { day, carrier, tracking }: Pick<LabelCostFact, "day" | "carrier" | "tracking">,
  sign: "charge" | "credit",
  place: (key: string) => number,
): string {
  const told = JSON.stringify([day, carrier, tracking, sign]);
  return `${hash("sha256", told, "hex").slice(0, 32)} ${place(told)}`;
}

/**
 * What a tracking number is found by: 64 bits of its letters and digits' SHA-1. The number of a parcel
 * opens the page on which a carrier names who gets it, so neither parcels nor labels keep it.
 */
export function parcelKeyOf(tracking: string | null | undefined): { parcelKey?: bigint } {
  const upper = (tracking ?? "").toUpperCase();
  const plain = /^[A-Z\d]*$/.test(upper) ? upper : upper.replace(/[^\p{L}\p{N}]/gu, "");
  if (plain === "") return {};
  // Of hex: that is half the time of asking for the bytes.
  const first = `0x${hash("sha1", plain, "hex").slice(0, 16)}`;
  return { parcelKey: BigInt.asIntN(64, BigInt(first)) };
}

/**
 * The order that a label `l` is of: the one with the id it names, else the first with that name; where it
 * names none the first that has a parcel with its number. $1 is the shop.
 */
export const orderOfLabel = `case when l.order_ref <> '' then coalesce(
    (select o.id from orders o where o.shop_id = $1 and o.id = l.order_ref limit 1),
    (select o.id from orders o where o.shop_id = $1
      and o.name = any(array[l.order_ref, '#' || l.order_ref]) order by o.id limit 1))
  else (select f.order_id from fulfillment f
    where f.shop_id = $1 and f.parcel_key = l.parcel_key and f.order_id is not null
    order by f.order_id limit 1) end`;
