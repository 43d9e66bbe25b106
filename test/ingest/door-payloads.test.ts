// Every body that Shopify documents, signed and posted to the real door, then drained: each is
// counted, applied, or kept with its reason; none is lost, and the process stays up.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { createDoor } from "../../app/ingest/door.server.ts";
import { topics } from "../../app/ingest/topics/index.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { signature } from "../platform/webhooks.ts";
import { drainAll, order, readInbox, rowsOf } from "./deliver.ts";
import { payloadFolder, shopifyPayloads } from "./shopify-payloads.ts";

const domain = "documented.myshopify.com";
const payloads = shopifyPayloads(domain);
if (payloads.length === 0) {
  process.stderr.write(`\nSKIPPED: documented payloads at the door, none at ${payloadFolder}\n\n`);
}

const secret = "the client secret";
// These end the shop or its connection, so they come last, in this order.
const last = ["app/uninstalled", "shop/redact"];

describe.skipIf(payloads.length === 0)("documented payloads", () => {
  let db: Db;
  let shop: ShopContext;
  let url: string;
  let close: () => Promise<void>;

  beforeAll(async () => {
    db = await freshDatabase();
    shop = await testShop(db, { domain });
    const door = createDoor({ db, secrets: [secret], now: () => new Date(), onShops() {} });
    const server = createServer(door);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
    close = async () => {
      await door.settle();
      await new Promise((resolve) => server.close(resolve));
      await db.close();
    };
  });
  afterAll(() => close?.());

  async function post(topic: string, body: string, id: string = randomUUID()): Promise<number> {
    const headers = {
      "x-shopify-hmac-sha256": signature(body, secret),
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": shop.domain,
      "x-shopify-webhook-id": id,
      "x-shopify-triggered-at": new Date().toISOString(),
    };
    const answer = await fetch(url, { method: "POST", headers, body });
    await answer.text();
    return answer.status;
  }

  test("each is answered 200 and then counted, applied or kept with its reason", async () => {
    const rest = payloads.filter(({ topic }) => !last.includes(topic));
    for (const { topic, body } of rest) expect(await post(topic, body, topic), topic).toBe(200);
    const known = rest.filter(({ topic }) => topics.has(topic)).map(({ topic }) => topic);
    expect((await readInbox(db, shop.id)).map((row) => row.webhook_id).sort()).toEqual(
      [...known].sort(),
    );
    const counted = await rowsOf<{ what: string }>(db, shop.id, "select what from door_count");
    expect(counted.map((row) => row.what).sort()).toEqual(
      rest
        .filter(({ topic }) => !topics.has(topic))
        .map(({ topic }) => `topic:${topic}`)
        .sort(),
    );

    await drainAll(db, shop.id);
    const kept = await readInbox(db, shop.id);
    for (const row of kept) {
      expect(row.state, row.topic).not.toBe("new");
      expect(row.body, row.topic).toBeNull();
      expect(row.reason, row.topic).toBeTruthy();
    }
    // The two documented as {}, and the bulk operation that no backfill waits for.
    const parked = kept.filter((row) => row.state === "parked").map((row) => row.topic);
    expect(parked.sort()).toEqual([
      "bulk_operations/finish",
      "inventory_levels/connect",
      "inventory_levels/update",
    ]);
    // The package of the data request is gone: the documented redaction names the same person.
    expect(kept.filter((row) => row.state !== "parked")).toEqual([]);
  });

  test("what follows is applied as if nothing had happened", async () => {
    const at = new Date().toISOString();
    expect(await post("orders/create", JSON.stringify(order(424242, { at })))).toBe(200);
    await drainAll(db, shop.id);
    const found = await rowsOf<{ id: string }>(db, shop.id, "select id from orders");
    expect(found.map((row) => row.id)).toContain("424242");
  });

  test("the last two end the connection, then the shop", async () => {
    const bodyOf = (topic: string) => payloads.find((one) => one.topic === topic)!.body;
    expect(await post("app/uninstalled", bodyOf("app/uninstalled"))).toBe(200);
    await drainAll(db, shop.id);
    expect(await readShop(db, shop.id)).toMatchObject({ state: "uninstalled" });
    expect(await post("shop/redact", bodyOf("shop/redact"))).toBe(200);
    await drainAll(db, shop.id);
    expect(await readShop(db, shop.id)).toBeNull();
    const left = await inShop(db, shop.id, (client) => client.query("select 1 from orders"));
    expect(left.rows).toHaveLength(0);
  });
});
