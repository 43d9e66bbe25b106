import { csat } from "./customer/csat.ts";
import { nps } from "./customer/nps.ts";
import { purchaseFrequency } from "./customer/purchase-frequency.ts";
import { repeatRate } from "./customer/repeat-rate.ts";
import { retention90d } from "./customer/retention-90d.ts";
import { returningShare } from "./customer/returning-share.ts";
import { acquisitionCost } from "./financial/acquisition-cost.ts";
import { averageOrderValue } from "./financial/average-order-value.ts";
import { contributionMargin } from "./financial/contribution-margin.ts";
import { discountRate } from "./financial/discount-rate.ts";
import { grossMargin } from "./financial/gross-margin.ts";
import { marketingEfficiencyRatio } from "./financial/marketing-efficiency-ratio.ts";
import { marketingRoi } from "./financial/marketing-roi.ts";
import { monthGrowth } from "./financial/month-growth.ts";
import { netSales } from "./financial/net-sales.ts";
import { orders } from "./financial/orders.ts";
import type { Kpi } from "./kpi.ts";
import { automationCoverage } from "./learning/automation-coverage.ts";
import { technologyAdoption } from "./learning/technology-adoption.ts";
import { timeToCompetence } from "./learning/time-to-competence.ts";
import { touchesPerOrder } from "./learning/touches-per-order.ts";
import { trainingCompletion } from "./learning/training-completion.ts";
import { cancelRate } from "./process/cancel-rate.ts";
import { hoursToDeliver } from "./process/hours-to-deliver.ts";
import { hoursToShip } from "./process/hours-to-ship.ts";
import { onTimeDelivery } from "./process/on-time-delivery.ts";
import { onTimeShipping } from "./process/on-time-shipping.ts";
import { gmroi } from "./process/gmroi.ts";
import { overstockValue } from "./process/overstock-value.ts";
import { returnRate } from "./process/return-rate.ts";
import { sellThrough } from "./process/sell-through.ts";
import { stockTurnover } from "./process/stock-turnover.ts";
import { stockoutRate } from "./process/stockout-rate.ts";

/** Every KPI, in the order a scorecard lists them. */
export const kpis: readonly Kpi[] = [
  netSales,
  orders,
  averageOrderValue,
  monthGrowth,
  discountRate,
  grossMargin,
  contributionMargin,
  marketingRoi,
  marketingEfficiencyRatio,
  acquisitionCost,
  returningShare,
  repeatRate,
  retention90d,
  purchaseFrequency,
  hoursToShip,
  onTimeShipping,
  hoursToDeliver,
  onTimeDelivery,
  returnRate,
  cancelRate,
  stockTurnover,
  sellThrough,
  stockoutRate,
  overstockValue,
  gmroi,
  nps,
  automationCoverage,
  touchesPerOrder,
  trainingCompletion,
  timeToCompetence,
  technologyAdoption,
  csat,
];

export function kpiById(id: string): Kpi | undefined {
  return kpis.find((kpi) => kpi.id === id);
}
