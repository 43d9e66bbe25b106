// What a forecast says of each item, one column an attribute: threads hand such columns over for nothing,
// while a hundred thousand objects are written out, sent and made once more.
import type { Method } from "./score.ts";
import type { PastMisses } from "./back-test.ts";
import { stockStatuses, type StockStatus } from "./policy.ts";

export type ItemForecast = {
  method: Method;
  demandPerDay: number;
  /** Of demand over lead and review. */
  quantile95: number;
  reorderPoint: number;
  /** 95 % of demand over lead, review and cover days: more is too much. */
  orderUpTo: number;
  orderQuantity: number;
  status: StockStatus;
  /** Minor units. */
  atStake: number | null;
};

/** As in `ItemForecast`, one place an item. */
export type ItemColumns = {
  /** Places in `methods` and `stockStatuses`. */
  method: Uint8Array;
  status: Uint8Array;
  demandPerDay: Float64Array;
  quantile95: Float64Array;
  reorderPoint: Float64Array;
  orderUpTo: Float64Array;
  orderQuantity: Float64Array;
  /** NaN where unknown. */
  atStake: Float64Array;
};

const methods: readonly Method[] = ["ses", "seasonal-naive"];

export const itemColumns = (count: number): ItemColumns => ({
  method: new Uint8Array(count),
  status: new Uint8Array(count),
  demandPerDay: new Float64Array(count),
  quantile95: new Float64Array(count),
  reorderPoint: new Float64Array(count),
  orderUpTo: new Float64Array(count),
  orderQuantity: new Float64Array(count),
  atStake: new Float64Array(count),
});

export function putItem(columns: ItemColumns, at: number, item: ItemForecast): void {
  columns.method[at] = methods.indexOf(item.method);
  columns.status[at] = stockStatuses.indexOf(item.status);
  columns.demandPerDay[at] = item.demandPerDay;
  columns.quantile95[at] = item.quantile95;
  columns.reorderPoint[at] = item.reorderPoint;
  columns.orderUpTo[at] = item.orderUpTo;
  columns.orderQuantity[at] = item.orderQuantity;
  columns.atStake[at] = item.atStake ?? Number.NaN;
}

export function itemAt(columns: ItemColumns, at: number): ItemForecast {
  const stake = columns.atStake[at]!;
  return {
    method: methods[columns.method[at]!]!,
    status: stockStatuses[columns.status[at]!]!,
    demandPerDay: columns.demandPerDay[at]!,
    quantile95: columns.quantile95[at]!,
    reorderPoint: columns.reorderPoint[at]!,
    orderUpTo: columns.orderUpTo[at]!,
    orderQuantity: columns.orderQuantity[at]!,
    atStake: Number.isNaN(stake) ? null : stake,
  };
}

/** Each item's past misses: of a hundred thousand items a column a number, not an object an item. */
export function missColumns(count: number) {
  const origins = new Uint8Array(count);
  const [ses, naive, naiveSquares] = [0, 1, 2].map(() => new Float64Array(count));
  return {
    put(at: number, past: PastMisses): void {
      origins[at] = past.origins;
      ses![at] = past.ses;
      naive![at] = past.naive;
      naiveSquares![at] = past.naiveSquares;
    },
    at: (at: number): PastMisses => ({
      ...{ origins: origins[at]!, ses: ses![at]!, naive: naive![at]! },
      naiveSquares: naiveSquares![at]!,
    }),
  };
}
