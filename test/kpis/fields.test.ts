import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { backfillDocuments } from "../../app/ingest/backfill/documents.ts";
import { documents } from "../../app/ingest/documents/index.ts";
import { sources } from "../../app/ingest/sources/index.ts";
import { fieldCatalogue } from "../../app/kpis/field-catalogue.ts";
import { fieldGroups, unusedFields } from "../../app/kpis/fields.ts";
import { kpis } from "../../app/kpis/index.ts";
import { fieldsRead } from "../architecture/fields.ts";
import { readAdminSchema } from "../architecture/scopes.ts";
import { adminApiVersion } from "../platform/admin-api.ts";

const listed = fieldGroups.flatMap(({ fields }) => fields);
const names = listed.map(({ name }) => name);
const ofShopify = names.filter((name) => name.includes("."));

test("what is asked of Shopify is what the catalogue lists, each once", () => {
  const { schema } = readAdminSchema(adminApiVersion);
  const asked = fieldsRead([...documents.map(({ query }) => query), ...backfillDocuments], schema);
  expect(asked.length).toBeGreaterThan(100);
  const todo = "app/kpis/fields.ts names what is read, and what for";
  expect(ofShopify.toSorted(), todo).toEqual(asked);
  const more = fieldsRead(["{ shop { email plan { displayName } } }"], schema);
  expect(more).toEqual(["Shop.email", "ShopPlan.displayName"]);
});

test("every kind of file is in the catalogue", () => {
  const kinds = sources.map(({ kind }) => kind);
  expect(kinds.filter((kind) => !names.includes(kind))).toEqual([]);
});

test("each KPI is counted of something listed, of all that its declaration names", () => {
  const usedBy = new Map(kpis.map(({ id }) => [id, new Set<string>()]));
  for (const { name, kpis: of } of listed) for (const id of of) usedBy.get(id)!.add(name);
  for (const { id, source } of kpis) {
    // "as net-sales": through the other one.
    if (!/^as /.test(source)) expect(usedBy.get(id)!.size, id).toBeGreaterThan(0);
    for (const [named] of source.matchAll(/\b[A-Z]\w+\.[a-z]\w+/g))
      if (ofShopify.includes(named)) expect([...usedBy.get(id)!], id).toContain(named);
  }
});

test("what is read and not used is told, and nothing joins it unseen", () => {
  expect(unusedFields()).toEqual([
    ...["Return.order", "Return.status", "Fulfillment.inTransitAt"],
    ...["Customer.createdAt", "Customer.state", "Product.tags", "ProductVariant.compareAtPrice"],
  ]);
});

test("the catalogue in the repository is the one npm run kpis writes", () => {
  const file = new URL("../../app/kpis/FIELDS.md", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(fieldCatalogue());
});
