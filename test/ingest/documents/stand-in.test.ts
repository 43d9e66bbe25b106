import { beforeAll, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { refetchers } from "../../../app/ingest/documents/index.ts";
import type { Reading } from "../../../app/ingest/documents/index.ts";
import type { Fact } from "../../../app/ledger/facts.ts";
import { createAdminApi } from "../../platform/admin-api.ts";
import type { AdminApi } from "../../platform/admin-api.ts";
import { grantedScopes } from "../../platform/stand-in.ts";
import type { Store } from "../../platform/store.ts";
import { generateStore } from "../../platform/trade.ts";
import { shop, take } from "../topics/given.ts";

let api: AdminApi;
let store: Store;
const now = new Date("2026-03-01T12:00:00Z");

beforeAll(() => {
  store = generateStore({ orders: 120, seed: 7, now }).store;
  const scopes = grantedScopes(readFileSync("shopify.app.toml", "utf8"));
  api = createAdminApi(store, () => scopes);
});

async function read(ids: string[]): Promise<Reading> {
  const reading = refetchers.order.read(ids, shop, new Date("2026-03-10T12:00:00Z"));
  let step = reading.next();
  while (!step.done) {
    const answer = await api.run(step.value);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    step = reading.next(JSON.parse(JSON.stringify(answer.data)));
  }
  return step.value;
}

function hashes(facts: Fact[]): Map<string, string> {
  const told = new Map<string, string>();
  for (const fact of facts) {
    if (fact.kind === "order" || fact.kind === "refund" || fact.kind === "fulfillment") {
      told.set(
        `${fact.kind} ${fact.id} ${fact.version.updatedAt.toISOString()}`,
        fact.version.hash,
      );
    }
  }
  return told;
}

test("every order of the generated store is told alike by webhook and by GraphQL", async () => {
  const orders = [...store.orders.values()];
  const ids = orders.map((order) => String(order.id));
  const byWebhook = orders.flatMap((order) => take("orders/updated", order).facts);
  const byGraphql: Fact[] = [];
  const { idsPerCall } = refetchers.order;
  for (let at = 0; at < ids.length; at += idsPerCall) {
    const { facts, missing } = await read(ids.slice(at, at + idsPerCall));
    expect(missing).toEqual([]);
    byGraphql.push(...facts);
  }
  expect(hashes(byGraphql)).toEqual(hashes(byWebhook));
  expect(byGraphql.some((fact) => fact.kind === "refund")).toBe(true);
  expect(byGraphql.some((fact) => fact.kind === "fulfillment-order")).toBe(true);
});
