import { z } from "zod";
import { gatewayOf } from "../../ledger/cost-rule.ts";
import { touchFacts } from "../counting/touch.ts";
import { channelOf } from "../counting/channel.ts";
import type { AddressInput } from "../counting/order-input.ts";
import { placeOf } from "../counting/region.ts";
import type { CustomerFact, Fact, OrderFact, RefundFact } from "../../ledger/facts.ts";
import { toMinor } from "../../ledger/money.ts";
import { amount, amountOrNull, amountOrZero, at, atOrNull } from "../files/cells.ts";
import { countOrNull, flag, needed, text, time, timeOrNull } from "../files/cells.ts";
import { isCountry } from "./countries.ts";
import { orderAmounts, type OrderTotals } from "./order-amounts.ts";
import { defineSource, RowProblem, type Numbered, type Scope } from "./source.ts";

const head = z.object({
  id: text,
  name: needed,
  email: text,
  phone: text,
  financialStatus: text,
  fulfilledAt: timeOrNull,
  currency: text,
  subtotal: amount,
  shipping: amountOrZero,
  taxes: amountOrZero,
  total: amountOrNull,
  createdAt: time,
  shippingCountry: text,
  shippingProvince: text,
  shippingPostcode: text,
  billingCountry: text,
  billingProvince: text,
  billingPostcode: text,
  cancelledAt: timeOrNull,
  refunded: amountOrZero,
  source: text,
  paymentMethod: text,
  discountCode: text,
});
type Head = z.infer<typeof head>;

const row = z.object({
  lineQuantity: countOrNull,
  lineName: text,
  linePrice: amountOrNull,
  lineSku: text,
  lineRequiresShipping: flag(true),
});
type Line = { name: string; sku: string | null; price: string; quantity: number; ships: boolean };

/** The lines; an order without any has one row whose line cells are all empty. */
function linesOf(rows: Numbered<z.infer<typeof row>>[]): Line[] {
  return rows.flatMap(({ line, row }) => {
    const { lineName, lineSku, linePrice, lineQuantity, lineRequiresShipping } = row;
    if (lineName === null && lineSku === null && linePrice === null && lineQuantity === null) {
      return [];
    }
    if (linePrice === null || lineQuantity === null) {
      const missing = linePrice === null ? "Lineitem price" : "Lineitem quantity";
      throw new RowProblem(line, `${missing}: got an empty cell, expected a number; fill it in`);
    }
    const name = lineName ?? lineSku ?? "";
    return [
      { name, sku: lineSku, price: linePrice, quantity: lineQuantity, ships: lineRequiresShipping },
    ];
  });
}

function totalsOf(head: Head, currency: string): OrderTotals {
  const minor = (value: string) => toMinor(value, currency);
  const subtotal = minor(head.subtotal);
  return {
    subtotal,
    shipping: minor(head.shipping),
    taxes: minor(head.taxes),
    // Without a total nothing says that tax is inside: −1 equals no sum of amounts.
    total: head.total === null ? -1n : minor(head.total),
    refunded: minor(head.refunded),
  };
}

/** The person's id and the one contact it is made of; null for a guest. */
function customerOf({ email, phone }: Head, { person, version }: Scope): CustomerFact | null {
  const contact = email?.toLowerCase() ?? phone;
  if (contact === null) return null;
  const content = {
    kind: "customer" as const,
    id: person(contact),
    createdAt: null,
    state: "",
    contact: {
      email: email === null ? null : contact,
      phone: email === null ? contact : null,
      firstName: null,
      lastName: null,
    },
  };
  return { ...content, version: version(content) };
}

/** Where it went, else where it was paid; a country that is no ISO code is no address. */
function addressOf(head: Head): AddressInput | null {
  const isShipped = head.shippingCountry !== null;
  const country = ((isShipped ? head.shippingCountry : head.billingCountry) ?? "").toUpperCase();
  const province = isShipped ? head.shippingProvince : head.billingProvince;
  const postcode = isShipped ? head.shippingPostcode : head.billingPostcode;
  return isCountry(country) ? { country, province, postcode } : null;
}

function toFacts(
  head: Head,
  rows: Numbered<z.infer<typeof row>>[],
  scope: Scope,
  text: () => string,
): Fact[] {
  const { shop, version, versionOfText } = scope;
  const firstLine = rows[0]?.line ?? 0;
  const currency = (head.currency ?? shop.currency).toUpperCase();
  const lines = linesOf(rows);
  const totals = totalsOf(head, currency);
  if (lines.length === 0 && totals.subtotal > 0n) {
    const got = `got no line item but a Subtotal of ${head.subtotal}`;
    throw new RowProblem(firstLine, `${got}, expected its lines; export the order again`);
  }
  const amounts = orderAmounts(
    lines.map(({ price, quantity }) => toMinor(price, currency, quantity)),
    totals,
  );
  const customer = customerOf(head, scope);
  const processedAt = at(head.createdAt, shop.timeZone);
  const cancelledAt = atOrNull(head.cancelledAt, shop.timeZone);
  const id = head.id ?? head.name;
  const content: Omit<OrderFact, "version"> = {
    kind: "order",
    source: "csv",
    id,
    name: head.name,
    processedAt,
    cancelledAt,
    test: false,
    financialStatus: (head.financialStatus ?? "").toLowerCase().replace(/ /g, "_"),
    currency,
    presentment: null,
    channel: channelOf(head.source),
    ...placeOf(addressOf(head)),
    locationId: null,
    customerId: customer?.id ?? null,
    customerOrderIndex: null,
    fulfilledAt: atOrNull(head.fulfilledAt, shop.timeZone),
    charged: head.total === null ? null : totals.total,
    gateway: gatewayOf(head.paymentMethod === null ? [] : [head.paymentMethod]),
    lines: lines.map(({ name, sku, quantity, ships }, position) => ({
      id: String(position),
      position,
      productId: null,
      variantId: null,
      sku,
      title: name,
      quantity,
      gross: amounts.lines[position]?.gross ?? 0n,
      discounts: amounts.lines[position]?.discounts ?? 0n,
      merchandise: true,
      requiresShipping: ships,
    })),
  };
  const discountCodes = (head.discountCode ?? "").split(",").filter((code) => code.trim() !== "");
  const facts: Fact[] = [
    { ...content, version: versionOfText(text()) },
    ...touchFacts({ id, discountCodes }),
  ];
  if (customer) facts.push(customer);
  if (amounts.returned > 0n) {
    const refund: Omit<RefundFact, "version"> = {
      kind: "refund",
      source: "csv",
      id: `csv:${id}`,
      orderId: id,
      processedAt: cancelledAt ?? processedAt,
      dayKnown: cancelledAt !== null,
      amount: amounts.returned,
      lines: [],
    };
    facts.push({ ...refund, version: version(refund) });
  }
  return facts;
}

const required = true as const;

/** Shopify's order export: one row per line item, what the order tells once on its first row. */
export const orders = defineSource({
  kind: "orders",
  words: "Shopify's order export: one row per line item, order fields on the first",
  columns: {
    name: {
      names: ["Name"],
      required,
      words: "the order's name; rows that share it are one order",
    },
    id: { names: ["Id"], words: "Shopify's id, on the first row; without it the name is the key" },
    email: { names: ["Email"], words: "who bought; empty with Phone empty is a guest" },
    phone: { names: ["Phone"], words: "who bought, where there is no e-mail" },
    financialStatus: {
      names: ["Financial Status"],
      required,
      words: "voided and expired do not count",
    },
    fulfilledAt: { names: ["Fulfilled at"], words: "when it was shipped" },
    currency: { names: ["Currency"], words: "of all amounts; the shop's where empty" },
    subtotal: { names: ["Subtotal"], required, words: "merchandise after all discounts" },
    shipping: { names: ["Shipping"], words: "tells, with Total, whether tax is inside prices" },
    taxes: { names: ["Taxes"], words: "all tax of the order" },
    total: { names: ["Total"], words: "what the customer owed" },
    createdAt: {
      names: ["Created at"],
      required,
      words: "its offset or the shop's clock gives the day",
    },
    lineQuantity: { names: ["Lineitem quantity"], required, words: "units" },
    lineName: { names: ["Lineitem name"], required, words: "title" },
    linePrice: { names: ["Lineitem price"], required, words: "of one unit, before discounts" },
    lineSku: { names: ["Lineitem sku"], words: "the item; else its name is" },
    lineRequiresShipping: { names: ["Lineitem requires shipping"], words: "true where empty" },
    shippingCountry: { names: ["Shipping Country"], words: "ISO code; others are unknown" },
    shippingProvince: { names: ["Shipping Province"], words: "code" },
    shippingPostcode: { names: ["Shipping Zip"], words: "for regions by postcode" },
    billingCountry: { names: ["Billing Country"], words: "used where nothing is shipped" },
    billingProvince: { names: ["Billing Province"], words: "code" },
    billingPostcode: { names: ["Billing Zip"], words: "used where nothing is shipped" },
    cancelledAt: { names: ["Cancelled at"], words: "when it was cancelled" },
    refunded: { names: ["Refunded Amount"], words: "a return, at most Subtotal" },
    paymentMethod: { names: ["Payment Method"], words: "who took the payment, for its fee" },
    discountCode: {
      names: ["Discount Code"],
      words: "tells of catalogues and press where it names them",
    },
    source: { names: ["Source"], words: "web, pos, shopify_draft_order, an app's id" },
  },
  groupBy: "name",
  head,
  row,
  toFacts,
});
