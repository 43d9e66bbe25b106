// Bulk lines of an order with one line of one unit: 20.00 USD, no tax, a day of January 2026 each.
export function bulkOrder(n: number): string[] {
  const id = `gid://shopify/Order/${1000 + n}`;
  const both = (amount: string) => ({ shopMoney: { amount }, presentmentMoney: { amount } });
  const at = `2026-01-${String(1 + ((n - 1) % 28)).padStart(2, "0")}T10:00:00Z`;
  return [
    {
      id,
      name: `#${n}`,
      updatedAt: at,
      processedAt: at,
      cancelledAt: null,
      test: false,
      displayFinancialStatus: "PAID",
      currencyCode: "USD",
      presentmentCurrencyCode: "USD",
      taxesIncluded: false,
      sourceName: "web",
      customer: null,
      retailLocation: null,
      customerJourneySummary: null,
      discountCodes: [],
      totalPriceSet: { shopMoney: { amount: "20.0" } },
      paymentGatewayNames: ["shopify_payments"],
      totalWeight: "500",
      totalTipReceivedSet: { shopMoney: { amount: "0.0" } },
      shippingAddress: null,
      billingAddress: null,
      fulfillments: [],
      refunds: [],
    },
    {
      id: `gid://shopify/LineItem/${1000 + n}1`,
      title: "Thing",
      sku: "A",
      quantity: 1,
      currentQuantity: 1,
      isGiftCard: false,
      requiresShipping: true,
      product: null,
      variant: null,
      originalUnitPriceSet: both("20.0"),
      discountAllocations: [],
      taxLines: [],
      __parentId: id,
    },
  ].map((line) => JSON.stringify(line));
}
