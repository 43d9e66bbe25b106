import { expect, test } from "vitest";
import { channelOf } from "../../../app/ingest/counting/channel.ts";
import { orderFacts } from "../../../app/ingest/counting/order.ts";
import { placeOf } from "../../../app/ingest/counting/region.ts";
import { minorDecimal } from "../../../app/ingest/counting/unit-cost.ts";
import { trustedTime } from "../../../app/ingest/counting/version.ts";
import { contentHash } from "../../../app/ledger/hash.ts";
import { heard, line, only, order, soldAt } from "./given.ts";

test("the channel follows the source name", () => {
  const names = [
    ["web", "online"],
    ["pos", "pos"],
    ["iphone", "pos"],
    ["shopify_draft_order", "draft"],
    ["subscription_contract", "subscription"],
    ["subscription_contract_checkout_one", "subscription"],
    ["3890849", "marketplace"],
    ["erp-import", "other"],
    ["", "unknown"],
  ] as const;
  for (const [name, channel] of names) expect(channelOf(name), name).toBe(channel);
  expect(channelOf(null)).toBe("unknown");
});

test("the region is country and province, else country, else unknown; shipping before billing", () => {
  const regionOf = (...told: Parameters<typeof placeOf>) => placeOf(...told).region;
  expect(regionOf({ country: "US", province: "KY" })).toBe("US-KY");
  expect(regionOf({ country: "de", province: "" })).toBe("DE");
  expect(regionOf({ country: "JP", province: "JP-13" })).toBe("JP-13");
  expect(regionOf({ country: null, province: "KY" }, { country: "FR", province: null })).toBe("FR");
  expect(regionOf({ country: "Germany", province: null }, null)).toBe("unknown");
});

test("the postcode is plain, of the address that gives the region, or none", () => {
  const postcodeOf = (...told: Parameters<typeof placeOf>) => placeOf(...told).postcode;
  const us = { country: "US", province: null };
  // As an order export writes it, against spreadsheets that eat zeros.
  expect(postcodeOf({ ...us, postcode: "'02115-4301" })).toBe("021154301");
  expect(postcodeOf({ country: "GB", province: null, postcode: "sw1a 1aa" })).toBe("SW1A1AA");
  expect(postcodeOf({ country: null, province: null, postcode: "1" }, us)).toBeNull();
  expect(postcodeOf({ ...us, postcode: " - " })).toBeNull();
  expect(postcodeOf({ ...us, postcode: "please leave at the door" })).toBeNull();
});

test("only a till's order keeps its location, for the region that its address does not name", () => {
  const at = { locationId: "77", shippingAddress: null };
  const till = only(orderFacts(order({ ...at, sourceName: "pos" }), heard), "order");
  expect(till).toMatchObject({ channel: "pos", region: "unknown", locationId: "77" });
  const draft = only(
    orderFacts(order({ ...at, sourceName: "shopify_draft_order" }), heard),
    "order",
  );
  expect(draft.locationId).toBeNull();
});

test("an updated_at in the future counts as received + 5 minutes, a missing one as the trigger", () => {
  const future = new Date("2030-01-01T00:00:00Z");
  expect(trustedTime(future, heard)).toEqual(new Date("2026-03-10T12:05:00Z"));
  expect(trustedTime(new Date("2026-03-10T12:04:00Z"), heard)).toEqual(
    new Date("2026-03-10T12:04:00Z"),
  );
  expect(trustedTime(null, heard)).toEqual(soldAt);
});

test("the hash knows neither the order of the lines nor the customer's order index", () => {
  const lines = [line({ id: "1" }), line({ id: "2", title: "Hat" })];
  const one = only(orderFacts(order({ lines }), heard), "order");
  const other = only(
    orderFacts(order({ lines: lines.toReversed(), customerOrderIndex: 4 }), heard),
    "order",
  );
  expect(other.version.hash).toBe(one.version.hash);
  expect(other.customerOrderIndex).toBe(4);
  const changed = only(orderFacts(order({ lines: lines.slice(1) }), heard), "order");
  expect(changed.version.hash).not.toBe(one.version.hash);
});

test("a unit cost is exact in minor units, finer than a cent if need be", () => {
  const costs = [
    ["400.00", "USD", "40000"],
    ["400.0", "USD", "40000"],
    ["0.3351", "USD", "33.51"],
    ["12", "JPY", "12"],
    ["12.5", "JPY", "12.5"],
    ["1.2345", "KWD", "1234.5"],
    ["0.00", "USD", "0"],
    ["-1.50", "USD", "-150"],
    ["7", "KWD", "7000"],
  ] as const;
  for (const [amount, currency, minor] of costs) {
    expect(minorDecimal(amount, currency), amount).toBe(minor);
  }
  expect(() => minorDecimal("1,50", "EUR")).toThrow(RangeError);
});

test("a version tells all that its fact holds, in whatever order lines came", () => {
  const lines = [line({ id: "9", sku: null }), line({ id: "10", title: 'Zoë\'s "shirt"' })];
  const parcel = {
    id: "5",
    status: "SUCCESS",
    createdAt: soldAt,
    updatedAt: soldAt,
    locationId: null,
    carrier: "UPS",
  };
  const facts = orderFacts(order({ lines, fulfillments: [parcel] }), heard);
  const { version, customerOrderIndex: _index, ...sold } = only(facts, "order");
  const byId = [sold.lines[1]!, sold.lines[0]!].map(({ position: _place, ...rest }) => rest);
  expect(version.hash).toBe(contentHash({ ...sold, lines: byId }));
  const { version: shipped, ...sent } = only(facts, "fulfillment");
  expect(shipped.hash).toBe(contentHash(sent));
});
