// Every topic we handle. A test holds this list equal to the subscriptions in shopify.app.toml.
import { appTopics } from "./app.ts";
import { customerTopics } from "./customers.ts";
import { fulfillmentTopics } from "./fulfillments.ts";
import { inventoryTopics } from "./inventory.ts";
import { locationTopics } from "./locations.ts";
import { orderTopics } from "./orders.ts";
import { privacyTopics } from "./privacy.ts";
import { productTopics } from "./products.ts";
import { refundTopics } from "./refunds.ts";
import { returnTopics } from "./returns.ts";
import type { Topic } from "./topic.ts";

export { WrongShape } from "./topic.ts";
export type { Action, DeliveryMeta, Person, Refetch, RefetchKind, Taken, Topic } from "./topic.ts";

const all: Topic[] = [
  ...orderTopics,
  ...refundTopics,
  ...returnTopics,
  ...fulfillmentTopics,
  ...productTopics,
  ...inventoryTopics,
  ...customerTopics,
  ...locationTopics,
  ...appTopics,
  ...privacyTopics,
];

export const topics: ReadonlyMap<string, Topic> = new Map(all.map((each) => [each.topic, each]));
