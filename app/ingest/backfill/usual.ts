// The lines of which a result has millions, read by hand where they look as always: a result is
// written without spaces, its keys in the order in which they were asked for (documents.ts). That is
// several times faster than JSON and a schema. Whatever looks different is null here, and the schema
// reads it or says what is wrong with it; so nothing is taken here that the schema would refuse.
import type { AddressInput } from "../counting/order-input.ts";
import type { LineNode, OrderNode } from "../documents/order-node.ts";

type Fulfillment = OrderNode["fulfillments"][number];
type Money = LineNode["originalUnitPriceSet"];

/** An order without what stands in lines of its own. */
export type UsualOrder = Omit<OrderNode, "lineItems" | "fulfillmentOrders" | "refunds"> & {
  refunds: UsualRefund[];
};
type UsualRefund = {
  id: string;
  createdAt: Date | null;
  processedAt: Date | null;
  totalRefundedSet: string;
};

/** Thrown and caught in this file only; made once, because its trace would cost more than the line. */
const unusual = new Error("unusual line");

/** The line being read, and how far. */
let line = "";
let at = 0;

function skip(expected: string): void {
  if (!line.startsWith(expected, at)) throw unusual;
  at += expected.length;
}

function found(expected: string): boolean {
  if (!line.startsWith(expected, at)) return false;
  at += expected.length;
  return true;
}

/** A text without escapes. */
function text(): string {
  skip('"');
  const end = line.indexOf('"', at);
  if (end < 0) throw unusual;
  const value = line.slice(at, end);
  if (value.includes("\\")) throw unusual;
  at = end + 1;
  return value;
}

const orNull = <T>(read: () => T): T | null => (found("null") ? null : read());

const isDigit = (code: number) => code >= 48 && code <= 57;

function digits(): string {
  const start = at;
  while (isDigit(line.charCodeAt(at))) at += 1;
  if (at === start) throw unusual;
  return line.slice(start, at);
}

/** Ends where a value ends, so no decimals are cut off. */
function atEnd(): void {
  const code = line.charCodeAt(at);
  if (code !== 44 && code !== 125) throw unusual;
}

const longestInteger = 9;

function integer(): number {
  const given = digits();
  atEnd();
  // JSON has no leading zeros.
  if (given.length > longestInteger || (given.length > 1 && given.startsWith("0"))) throw unusual;
  return Number(given);
}

const decimal = /(?:0|[1-9]\d{0,8})(?:\.\d{1,12})?/y;

function rate(): number {
  decimal.lastIndex = at;
  const [given] = decimal.exec(line) ?? [];
  if (given === undefined) throw unusual;
  at += given.length;
  atEnd();
  return Number(given);
}

function flag(): boolean {
  if (found("true")) return true;
  skip("false");
  return false;
}

/** The digits of `"gid://shopify/<type>/<digits>"`, of whatever type. */
function gid(): string {
  skip('"gid://shopify/');
  const slash = line.indexOf("/", at);
  if (slash <= at || slash - at > 40) throw unusual;
  at = slash + 1;
  return restOfGid();
}

function restOfGid(): string {
  const id = digits();
  skip('"');
  return id;
}

function reference(): string {
  skip('{"id":');
  const id = gid();
  skip("}");
  return id;
}

const instant = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?Z$/;

function time(): Date {
  const given = text();
  const read = new Date(given);
  // A day that its month lacks is moved on instead of refused.
  const isReal = instant.test(given) && Number(given.slice(8, 10)) === read.getUTCDate();
  if (!isReal) throw unusual;
  return read;
}

function shopMoney(): string {
  skip('{"shopMoney":{"amount":');
  const amount = text();
  skip("}");
  return amount;
}

function bothMoneys(): Money {
  const shop = shopMoney();
  skip(',"presentmentMoney":{"amount":');
  const presentment = text();
  skip("}}");
  return { shop, presentment };
}

function list<T>(read: () => T): T[] {
  skip("[");
  const items: T[] = [];
  if (found("]")) return items;
  do items.push(read());
  while (found(","));
  skip("]");
  return items;
}

/** `,"key":` and its value. */
function after<T>(key: string, read: () => T): T {
  skip(key);
  return read();
}

function address(): AddressInput {
  const country = after('{"countryCodeV2":', textOrNull);
  const province = after(',"provinceCode":', textOrNull);
  const postcode = after(',"zip":', textOrNull);
  skip("}");
  return { country, province, postcode };
}

const textOrNull = () => orNull(text);
const timeOrNull = () => orNull(time);
const referenceOrNull = () => orNull(reference);
const addressOrNull = () => orNull(address);
const rateOrNull = () => orNull(rate);
const integerOrNull = () => orNull(integer);

function discount(): LineNode["discountAllocations"][number] {
  const allocatedAmountSet = after('{"allocatedAmountSet":', bothMoneys);
  skip("}");
  return { allocatedAmountSet };
}

function tax(): LineNode["taxLines"][number] {
  const each = { rate: after('{"rate":', rateOrNull), priceSet: after(',"priceSet":', bothMoneys) };
  skip("}");
  return each;
}

const discounts = () => list(discount);
const taxes = () => list(tax);

function lineItem(): LineNode {
  const read: LineNode = {
    id: after('{"id":"gid://shopify/LineItem/', restOfGid),
    title: after(',"title":', text),
    sku: after(',"sku":', textOrNull),
    quantity: after(',"quantity":', integer),
    currentQuantity: after(',"currentQuantity":', integer),
    isGiftCard: after(',"isGiftCard":', flag),
    requiresShipping: after(',"requiresShipping":', flag),
    product: after(',"product":', referenceOrNull),
    variant: after(',"variant":', referenceOrNull),
    originalUnitPriceSet: after(',"originalUnitPriceSet":', bothMoneys),
    discountAllocations: after(',"discountAllocations":', discounts),
    taxLines: after(',"taxLines":', taxes),
  };
  after(',"__parentId":', gid);
  return read;
}

function tracking(): Fulfillment["trackingInfo"][number] {
  const company = after('{"company":', textOrNull);
  skip("}");
  return { company };
}

const trackings = () => list(tracking);

function fulfillment(): Fulfillment {
  const each: Fulfillment = {
    id: after('{"id":', gid),
    status: after(',"status":', text),
    createdAt: after(',"createdAt":', time),
    updatedAt: after(',"updatedAt":', time),
    inTransitAt: after(',"inTransitAt":', timeOrNull),
    deliveredAt: after(',"deliveredAt":', timeOrNull),
    location: after(',"location":', referenceOrNull),
    trackingInfo: after(',"trackingInfo":', trackings),
  };
  skip("}");
  return each;
}

function refund(): UsualRefund {
  const each = {
    id: after('{"id":', gid),
    createdAt: after(',"createdAt":', timeOrNull),
    processedAt: after(',"processedAt":', timeOrNull),
    totalRefundedSet: after(',"totalRefundedSet":', shopMoney),
  };
  skip("}}");
  return each;
}

function journey(): number | null {
  const index = after('{"customerOrderIndex":', integerOrNull);
  skip("}");
  return index;
}

function tip(): string {
  const amount = shopMoney();
  skip("}");
  return amount;
}

const journeyOrNull = () => orNull(journey);
const fulfillments = () => list(fulfillment);
const refunds = () => list(refund);

const order = (): UsualOrder => ({
  id: after('{"id":', gid),
  name: after(',"name":', text),
  updatedAt: after(',"updatedAt":', time),
  processedAt: after(',"processedAt":', time),
  cancelledAt: after(',"cancelledAt":', timeOrNull),
  test: after(',"test":', flag),
  displayFinancialStatus: after(',"displayFinancialStatus":', textOrNull),
  currencyCode: after(',"currencyCode":', text),
  presentmentCurrencyCode: after(',"presentmentCurrencyCode":', text),
  taxesIncluded: after(',"taxesIncluded":', flag),
  sourceName: after(',"sourceName":', textOrNull),
  customer: after(',"customer":', referenceOrNull),
  retailLocation: after(',"retailLocation":', referenceOrNull),
  customerJourneySummary: after(',"customerJourneySummary":', journeyOrNull),
  totalTipReceivedSet: after(',"totalTipReceivedSet":', tip),
  shippingAddress: after(',"shippingAddress":', addressOrNull),
  billingAddress: after(',"billingAddress":', addressOrNull),
  fulfillments: after(',"fulfillments":', fulfillments),
  refunds: after(',"refunds":', refunds),
});

function whole<T>(given: string, read: () => T): T | null {
  line = given;
  at = 0;
  try {
    const value = read();
    return line.slice(at) === "}" ? value : null;
  } catch (error) {
    if (error === unusual) return null;
    throw error;
  }
}

/** As `lineNode.parse` of the line's JSON; null for a line that looks unusual. */
export const usualLine = (given: string): LineNode | null => whole(given, lineItem);

/** As `bulkOrder.parse` of the line's JSON; null for an order that looks unusual. */
export const usualOrder = (given: string): UsualOrder | null => whole(given, order);
