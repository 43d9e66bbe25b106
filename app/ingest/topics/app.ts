// What happens to the app and the shop themselves: nothing to count, something to do.
import { z } from "zod";
import { text } from "./fields.ts";
import { defineTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

const uninstalled = defineTopic({
  topic: "app/uninstalled",
  scope: null,
  schema: z.looseObject({}),
  read: () => ({ actions: [{ kind: "uninstalled" }] }),
});

const scopesUpdated = defineTopic({
  topic: "app/scopes_update",
  scope: null,
  schema: z.object({ current: z.array(z.string()) }),
  read: (body) => ({ actions: [{ kind: "scopes", scopes: body.current }] }),
});

/** Zone and currency decide every day and amount; a body that leaves them null changes nothing. */
const shopUpdated = defineTopic({
  topic: "shop/update",
  scope: null,
  schema: z.looseObject({ iana_timezone: text, currency: text, name: text }),
  read: (body) => ({
    actions: [
      {
        kind: "shop-changed",
        timeZone: body.iana_timezone,
        currency: body.currency,
        name: body.name,
      },
    ],
  }),
});

const bulkFinished = defineTopic({
  topic: "bulk_operations/finish",
  scope: null,
  schema: z.object({
    admin_graphql_api_id: z.string(),
    status: z.string(),
    error_code: text,
  }),
  read: (body) => ({
    actions: [
      {
        kind: "bulk-finished",
        id: body.admin_graphql_api_id,
        status: body.status.toLowerCase(),
        errorCode: body.error_code,
      },
    ],
  }),
});

export const appTopics: Topic[] = [uninstalled, scopesUpdated, shopUpdated, bulkFinished];
