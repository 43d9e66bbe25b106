// Two shops filled alike, in which every text begins with the shop's mark: an answer to one that holds
// the other's mark has told something it must not.
import { inShop, type Db } from "../../app/db.server.ts";
import { assignManual } from "../../app/ingest/training.server.ts";
import { writeManual } from "../../app/ingest/training-manual.server.ts";
import { addImport } from "../../app/ingest/imports.server.ts";
import { at, cost, order, parcel, refund, spend, touch } from "../../app/kpis/examples.ts";
import { makeAccessKey, accessScopes } from "../../app/ledger/access-keys.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { listViews, saveView } from "../../app/ledger/list-views.server.ts";
import { addTask } from "../../app/ledger/tasks.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { deliver, drainAll } from "../ingest/deliver.ts";
import { product } from "../ledger/make.ts";
import { testShop } from "../database.ts";
import { insertRow, tenantTables } from "../ledger/database/tenants.ts";

export type FilledShop = ShopContext & {
  mark: string;
  /** Of everything that can be named: what a stranger could guess or overhear. */
  ids: string[];
  email: string;
  person: string;
  assignment: string;
  manual: string;
  upload: string;
  keyId: string;
  parked: string;
  view: string;
  task: string;
  newKey(): Promise<string>;
};

const now = new Date("2026-03-20T12:00:00Z");

function facts(mark: string): Fact[] {
  const version = { updatedAt: at("2026-03-01"), triggeredAt: at("2026-03-01"), hash: mark };
  const sold = Array.from({ length: 6 }, (_, n) => ({
    ...order(`${mark}-order-${n}`, { customer: `${mark}-customer`, gross: 1000 + n }),
    lines: ["a", "b"].map((which, position) => ({
      ...order("x").lines[0]!,
      id: `${n}-${which}`,
      position,
      productId: `${mark}-product-${which}`,
      variantId: `${mark}-variant-${which}`,
      sku: `${mark}-sku-${which}`,
      title: `${mark} title ${which}`,
    })),
  }));
  return [
    ...["a", "b"].map((which) => ({
      ...product(`${mark}-product-${which}`, 1, {
        [`${mark}-variant-${which}`]: [`${mark}-sku-${which}`, `${mark}-item-${which}`],
      }),
      title: `${mark} title ${which}`,
    })),
    {
      kind: "location",
      id: `${mark}-place`,
      version,
      name: `${mark} place`,
      active: true,
      region: `${mark}-region`,
    },
    {
      kind: "customer",
      id: `${mark}-customer`,
      version,
      createdAt: null,
      state: "enabled",
      contact: {
        email: `${mark}@example.com`,
        phone: "+4930123456",
        firstName: mark,
        lastName: mark,
      },
    },
    ...sold,
    refund(`${mark}-order-0`, "2026-03-10", { amount: 100 }),
    parcel(`${mark}-order-0`, { sent: "2026-03-06", delivered: "2026-03-08" }),
    touch(`${mark}-order-0`, { last: "email" }),
    {
      ...spend("2026-03-05", "paid-search", 500),
      campaign: `name:${mark}`,
      name: `${mark} campaign`,
    },
    cost(`${mark}-sku-a`, "300"),
    {
      kind: "answer",
      orderRef: `${mark}-order-0`,
      question: "nps",
      touchpoint: "checkout",
      score: 9,
      answeredAt: at("2026-03-09"),
      text: `${mark} words`,
    },
  ];
}

const manualText = "1. Read the slip\n2. Pack the box";
const questions = "? What first?\n+ The slip\n- The box\n= It says what to pack";

/** A shop with something of most kinds, made as people and Shopify make it. */
export async function fillShop(db: Db, mark: string): Promise<FilledShop> {
  const shop = await testShop(db, { domain: `${mark}.myshopify.com` });
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts(mark)));
  await recompute(db, shop, { asOf: now });
  await refreshRecommendations(db, shop, { now });
  const written = { title: `${mark} manual`, text: manualText, questions, id: null };
  const manual = await writeManual(db, shop, written, now);
  if (!manual || "errors" in manual) throw new Error(JSON.stringify(manual));
  const people = `${mark} <staff-${mark}@example.com>`;
  const asked = { manual: manual.id, people, chosen: [], due: "2026-12-01" };
  await assignManual(db, shop, asked, now);
  const upload = `00000000-0000-4000-8000-${String(shop.id).padStart(12, "0")}`;
  const file = { id: upload, path: `/tmp/${mark}.csv`, bytes: 1, name: `${mark}.csv`, kind: null };
  await addImport(db, shop.id, { ...file, now });
  const parked = `${mark}-parked`;
  await deliver(db, shop.id, [{ topic: "orders/create", body: { id: mark }, id: parked }]);
  const request = `${mark}-request`;
  await deliver(db, shop.id, [
    {
      topic: "customers/data_request",
      body: {
        ...{ shop_id: 1, shop_domain: shop.domain, orders_requested: [] },
        customer: { id: 7_000_000 + Number(shop.id), email: `${mark}@example.com`, phone: null },
        data_request: { id: Number(shop.id) },
      },
      id: request,
    },
  ]);
  await drainAll(db, shop.id);
  const [view] = await inShop(db, shop.id, async (client) => {
    const kept = { list: "stock", name: `${mark} view`, chosen: { q: mark }, most: 20 };
    await saveView(client, shop, kept);
    return listViews(client, shop, "stock");
  });
  const task = await inShop(db, shop.id, async (client) => {
    const kept = { kpi: "nps", words: `${mark} task`, owner: mark, cause: null, now };
    await addTask(client, shop, kept);
    const { rows } = await client.query<{ id: string }>("select id from task where shop_id = $1", [
      shop.id,
    ]);
    return rows[0]!.id;
  });
  const makeKey = () =>
    inShop(db, shop.id, (client) =>
      makeAccessKey(client, shop, { name: `${mark} key`, scopes: accessScopes }),
    );
  const { id: keyId } = await makeKey();
  const { rows } = await db.owner.query<{ id: string; person: string }>(
    `select id, person from assignment where shop_id = ${shop.id}`,
  );
  const { id: assignment = "", person = "" } = rows[0] ?? {};
  const named = ["customer", "product-a", "variant-a", "sku-a", "order-0", "place", "row"];
  return {
    ...shop,
    ...{ mark, manual: manual.id, assignment, person, upload, keyId, parked, view: view!.id, task },
    email: `${mark}@example.com`,
    ids: [
      ...named.map((each) => `${mark}-${each}`),
      manual.id,
      assignment,
      upload,
      parked,
      request,
    ],
    newKey: async () => (await makeKey()).key,
  };
}

/** A row in every table that has none of the shop: fit to be kept apart, not to be read. */
export async function fillTables(db: Db, { id, mark }: FilledShop): Promise<void> {
  for (const tenant of await tenantTables(db.owner)) {
    const held = `select from "${tenant.table}" where "${tenant.key}" = ${id} limit 1`;
    if ((await db.owner.query(held)).rowCount === 0)
      await db.owner.query(insertRow(tenant, id, `${mark}-row`));
  }
}

/** A checksum of every row of the shop, by table. */
export async function fingerprint(db: Db, shop: ShopContext): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const { table, key } of await tenantTables(db.owner)) {
    const { rows } = await db.owner.query<{ sum: string }>(
      `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum
       from "${table}" t where "${key}" = ${shop.id}`,
    );
    sums[table] = rows[0]!.sum;
  }
  return sums;
}
