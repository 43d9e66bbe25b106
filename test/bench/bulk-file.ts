// Results of bulk operations as a shop of many orders gives them, written to disk: two lines and a bit
// an order, discounts, taxes, parcels, one order in twenty refunded, 200 products with costs.
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import type { BackfillKind } from "../../app/ingest/backfill/kinds.ts";

export type BulkFile = { kind: BackfillKind; path: string; lines: number };

const gid = (type: string, id: number) => `gid://shopify/${type}/${id}`;
const money = (cents: number) => {
  const amount = (cents / 100).toFixed(2);
  return {
    shopMoney: { amount },
    presentmentMoney: { amount },
  };
};
const shopMoney = (cents: number) => ({ shopMoney: { amount: (cents / 100).toFixed(2) } });

const firstOrder = 5_400_000_000_000;
const products = 200;
const start = Date.UTC(2025, 10, 1);
const yearMs = 365 * 86_400_000;

/** Lines of order `n`: 2.2 on average over five. */
const linesOf = (n: number) => [1, 2, 3, 2, 3][n % 5] ?? 2;

/** An order of the online store in two has a journey with a campaign; a third came by itself. */
function journey(n: number): object {
  const visit = (campaign: string | null) => ({
    landingPage: "https://shop.example.com/products/a-thing",
    referrerUrl: n % 3 ? "https://www.google.com/" : null,
    utmParameters: campaign ? { source: "google", medium: "cpc", campaign } : null,
  });
  const last = visit(n % 2 ? `spring-${n % 7}` : null);
  return { customerOrderIndex: 1 + (n % 3), ready: true, firstVisit: visit(null), lastVisit: last };
}

function orderLine(n: number, count: number): object {
  const at = new Date(start + Math.floor((n / count) * yearMs)).toISOString();
  const later = new Date(Date.parse(at) + (n % 60) * 3_600_000).toISOString();
  const isRefunded = n % 20 === 7;
  const id = firstOrder + n * 1024;
  const address = {
    countryCodeV2: "US",
    provinceCode: ["CA", "NY", "TX", "WA", "FL"][n % 5],
    zip: String(10_001 + ((n * 7919) % 89_000)),
  };
  return {
    id: gid("Order", id),
    name: `#${1000 + n}`,
    updatedAt: later,
    processedAt: at,
    cancelledAt: null,
    test: false,
    displayFinancialStatus: isRefunded ? "PARTIALLY_REFUNDED" : "PAID",
    currencyCode: "USD",
    presentmentCurrencyCode: "USD",
    taxesIncluded: false,
    sourceName: n % 5 === 4 ? "pos" : "web",
    customer:
      n % 10 === 9
        ? null
        : { id: gid("Customer", 7_000_000 + (((n * 7919) % (count * 0.4 + 1)) | 0)) },
    retailLocation: n % 5 === 4 ? { id: gid("Location", 71001) } : null,
    customerJourneySummary: n % 5 === 4 ? null : journey(n),
    discountCodes: isRefunded ? ["HELLO"] : [],
    totalPriceSet: shopMoney(5700),
    paymentGatewayNames: ["shopify_payments"],
    totalWeight: "1200",
    totalTipReceivedSet: shopMoney(0),
    shippingAddress: address,
    billingAddress: address,
    fulfillments: [
      {
        id: gid("Fulfillment", id + 1),
        status: "SUCCESS",
        createdAt: later,
        updatedAt: later,
        inTransitAt: null,
        deliveredAt: n % 3 === 0 ? later : null,
        location: { id: gid("Location", 71001) },
        trackingInfo: [{ company: "UPS", number: `1Z${id}` }],
      },
    ],
    refunds: isRefunded
      ? [
          {
            id: gid("Refund", id + 2),
            createdAt: later,
            processedAt: later,
            totalRefundedSet: shopMoney(2000),
          },
        ]
      : [],
  };
}

function lineItem(n: number, line: number): object {
  const product = (n * 31 + line * 7) % products;
  const isRefunded = n % 20 === 7 && line === 0;
  return {
    id: gid("LineItem", firstOrder + n * 1024 + 16 + line),
    title: `Product number ${product}`,
    sku: `SKU-${product}`,
    quantity: 1 + (line % 2),
    currentQuantity: isRefunded ? 0 : 1 + (line % 2),
    isGiftCard: false,
    requiresShipping: true,
    product: { id: gid("Product", 100_000 + product) },
    variant: { id: gid("ProductVariant", 200_000 + product) },
    originalUnitPriceSet: money(2000),
    discountAllocations: n % 4 === 0 ? [{ allocatedAmountSet: money(150) }] : [],
    taxLines: [{ rate: 0.0725, priceSet: money(145) }],
    __parentId: gid("Order", firstOrder + n * 1024),
  };
}

function* sale(n: number): Generator<object> {
  const id = firstOrder + n * 1024;
  const agreement = gid("RefundAgreement", id + 3);
  yield { id: gid("Order", id) };
  yield {
    id: agreement,
    reason: "REFUND",
    happenedAt: "2026-01-01T00:00:00Z",
    refund: { id: gid("Refund", id + 2) },
    __parentId: gid("Order", id),
  };
  yield {
    id: gid("ProductSale", id + 4),
    actionType: "RETURN",
    lineType: "PRODUCT",
    quantity: -1,
    totalAmount: shopMoney(-2145),
    totalTaxAmount: shopMoney(-145),
    lineItem: { id: gid("LineItem", id + 16) },
    __parentId: agreement,
  };
}

function* productLines(): Generator<object> {
  for (let n = 0; n < products; n += 1) {
    const at = "2025-10-01T00:00:00Z";
    yield {
      id: gid("Product", 100_000 + n),
      title: `Product number ${n}`,
      handle: `product-${n}`,
      vendor: "Vendor",
      productType: "Type",
      status: "ACTIVE",
      tags: [],
      isGiftCard: false,
      publishedAt: at,
      updatedAt: at,
    };
    yield {
      id: gid("ProductVariant", 200_000 + n),
      position: 1,
      title: "Default",
      sku: `SKU-${n}`,
      price: "20.00",
      compareAtPrice: null,
      inventoryItem: {
        id: gid("InventoryItem", 300_000 + n),
        sku: `SKU-${n}`,
        tracked: true,
        updatedAt: at,
        unitCost: { amount: "8.00" },
      },
      __parentId: gid("Product", 100_000 + n),
    };
  }
}

/** Orders first and their lines a block later, so that no child stands beside its parent. */
function* orderLines(count: number): Generator<object> {
  const block = 5_000;
  for (let from = 0; from < count; from += block) {
    const to = Math.min(count, from + block);
    for (let n = from; n < to; n += 1) yield orderLine(n, count);
    for (let n = from; n < to; n += 1) {
      for (let line = 0; line < linesOf(n); line += 1) yield lineItem(n, line);
    }
  }
}

function* saleLines(count: number): Generator<object> {
  for (let n = 7; n < count; n += 20) yield* sale(n);
}

async function write(
  kind: BackfillKind,
  folder: string,
  lines: Iterable<object>,
): Promise<BulkFile> {
  const path = join(folder, `${kind}.jsonl`);
  const out = createWriteStream(path, { highWaterMark: 1 << 20 });
  let written = 0;
  let text = "";
  for (const line of lines) {
    written += 1;
    text += `${JSON.stringify(line)}\n`;
    if (text.length < 1 << 18) continue;
    const isFree = out.write(text);
    text = "";
    if (!isFree) await once(out, "drain");
  }
  out.end(text);
  await once(out, "close");
  return { kind, path, lines: written };
}

/** Writes the results of a shop with `count` orders into the folder. */
export async function writeBulkFiles(folder: string, count: number): Promise<BulkFile[]> {
  return [
    await write("products", folder, productLines()),
    await write("sales", folder, saleLines(count)),
    await write("orders", folder, orderLines(count)),
  ];
}
