// Words that many KPIs share, so that the same thing is said the same way everywhere.

/** What no KPI over orders counts; how many there are is shown. */
export const uncounted = [
  "test orders",
  "voided and expired orders",
  "orders worth zero after discounts",
] as const;

/** What is no merchandise. */
export const notMerchandise = ["gift cards and tips", "shipping, duties, fees and tax"] as const;

export const needsOrders = "Needs one counted order in the period: choose a longer one";
export const needsCustomers =
  "Needs one order of an identified customer in the period: guests cannot be followed";
export const needsAnswers =
  "Needs ten answers of one touchpoint: add the survey to your thank-you page";
export const needsSpend =
  "Needs spend in the period: import the exports of your advertising accounts, or a plain file";
export const needsEvents = "Needs the timeline of orders in the last year";
/** What needs no parcel. */
export const notShipped = ["orders with nothing to ship", "point-of-sale orders"] as const;
export const needsShipPromise =
  "Needs a promise: Shopify's ship-by date on the order, or set one with --promise ship=48h";

/** What no stock KPI counts. */
export const notStocked = ["items that are not tracked", "closed locations"] as const;
export const needsStock =
  "Needs stock levels: they come from Shopify with the first sync, or import an inventory file";
export const needsStockDays =
  "Needs a day of the period on which stock was known: it is kept from the first level on";
