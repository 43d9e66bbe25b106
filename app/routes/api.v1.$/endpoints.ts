import { answersEndpoint } from "./answers.ts";
import { causesEndpoint } from "./causes.ts";
import { channelsEndpoint } from "./channels.ts";
import { costsEndpoint } from "./costs.ts";
import { customersEndpoint } from "./customers.ts";
import { dataEndpoint } from "./data.ts";
import { definitionsEndpoint } from "./definitions.ts";
import { demandChangesEndpoint } from "./demand-changes.ts";
import { digestEndpoint } from "./digest.ts";
import type { Endpoint } from "./endpoint.ts";
import { fieldsEndpoint } from "./fields.ts";
import { gapsEndpoint } from "./gaps.ts";
import { groupsEndpoint } from "./groups.ts";
import { kpiEndpoint } from "./kpi.ts";
import { marketsEndpoint } from "./markets.ts";
import { marketingEndpoint } from "./marketing.ts";
import { oneCustomerEndpoint } from "./one-customer.ts";
import { oneProductEndpoint } from "./one-product.ts";
import { openOrdersEndpoint } from "./open-orders.ts";
import { ordersEndpoint } from "./orders.ts";
import { outlookEndpoint } from "./outlook.ts";
import { preferencesEndpoint } from "./preferences.ts";
import { productsEndpoint } from "./products.ts";
import { recommendationsEndpoint } from "./recommendations.ts";
import { scorecardEndpoint } from "./scorecard.ts";
import { stockEndpoint } from "./stock.ts";
import { targetsEndpoint } from "./targets.ts";
import { tasksEndpoint } from "./tasks.ts";
import { teamEndpoint } from "./team.ts";
import { trendEndpoint } from "./trend.ts";
import { trialsEndpoint } from "./trials.ts";
import { wordsEndpoint } from "./words.ts";
import { workListEndpoint } from "./work-list.ts";

/** Every address below /api/v1, and every file that a panel hands out. */
export const endpoints: readonly Endpoint[] = [
  scorecardEndpoint,
  kpiEndpoint,
  gapsEndpoint,
  trendEndpoint,
  outlookEndpoint,
  trialsEndpoint,
  causesEndpoint,
  ordersEndpoint,
  openOrdersEndpoint,
  marketsEndpoint,
  channelsEndpoint,
  customersEndpoint,
  oneCustomerEndpoint,
  productsEndpoint,
  oneProductEndpoint,
  groupsEndpoint,
  preferencesEndpoint,
  stockEndpoint,
  demandChangesEndpoint,
  marketingEndpoint,
  teamEndpoint,
  answersEndpoint,
  wordsEndpoint,
  recommendationsEndpoint,
  targetsEndpoint,
  costsEndpoint,
  workListEndpoint,
  tasksEndpoint,
  digestEndpoint,
  definitionsEndpoint,
  fieldsEndpoint,
  dataEndpoint,
];
