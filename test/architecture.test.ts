import { expect, test } from "vitest";
import { backfillDocuments } from "../app/ingest/backfill/documents.ts";
import { documents } from "../app/ingest/documents/index.ts";
import { topics } from "../app/ingest/topics/index.ts";
import { readAppToml, topicFaults } from "./architecture/app-toml.ts";
import { longFiles, readProject, sourceFiles, type SourceFile } from "./architecture/files.ts";
import { backwardImports, impureFiles, importsOf } from "./architecture/imports.ts";
import { polarisOutsidePanels, strayDocuments } from "./architecture/imports.ts";
import { configuredRequirements } from "./architecture/scopes.ts";
import { documentRequirements, readAdminSchema, scopeFaults } from "./architecture/scopes.ts";
import { topicRequirements } from "./architecture/scopes.ts";

const app = sourceFiles("app");
const admin = readAdminSchema("2026-10");
const file = (path: string, text: string): SourceFile[] => [{ path, text }];

test("imports follow the flow of a number", () => {
  expect.soft(backwardImports(app)).toEqual([]);

  const planted = (path: string, text: string) => backwardImports(file(path, text));
  expect(planted("app/ledger/a.ts", 'import { x } from "../measures/b.ts";')).toEqual([
    "app/ledger/a.ts imports app/measures/b.ts",
  ]);
  const faults: [string, string][] = [
    ["app/ledger/a.server.ts", 'import type { X } from "../ingest/b.ts";'],
    ["app/measures/a.ts", 'export { x } from "../kpis/b.ts";'],
    ["app/kpis/process/a.ts", 'import {\n  x,\n} from "../../scorecard/b.ts";'],
    ["app/scorecard/a.server.ts", 'const x = await import("../ingest/b.ts");'],
    ["app/panels/a.tsx", 'import { x } from "../scorecard/b.ts";'],
    ["app/analysis/a.ts", 'import "../measures/b.ts";'],
    ["app/ingest/a.server.ts", 'import { x } from "../jobs/b.ts";'],
    ["app/ledger/a.ts", 'import { x } from "../../test/database.ts";'],
    ["app/ledger/a.ts", 'import { db } from "../db.server.ts";'],
    ["app/db.server.ts", 'import { x } from "./jobs/b.ts";'],
    ["app/routes/a.ts", 'import { x } from "../../test/platform/b.ts";'],
  ];
  for (const [path, text] of faults) expect(planted(path, text), `${path} ${text}`).toHaveLength(1);
  const fine: [string, string][] = [
    ["app/panels/a.tsx", 'import type { Scorecard } from "../scorecard/types.ts";'],
    ["app/kpis/a.ts", 'import { orders } from "../measures/sale.ts";'],
    ["app/ledger/a.server.ts", 'import { db } from "../db.server.ts";'],
    ["app/jobs/a.ts", 'import { x } from "../ingest/b.server.ts";'],
    ["app/ledger/a.ts", '// import { x } from "../measures/b.ts";'],
  ];
  for (const [path, text] of fine) expect(planted(path, text), `${path} ${text}`).toEqual([]);
});

test("files without .server in their name know no clock, chance, environment or database", () => {
  expect.soft(impureFiles(app)).toEqual([]);

  const faults: [string, string][] = [
    ["app/ledger/a.ts", 'import pg from "pg";'],
    ["app/measures/a.ts", 'import { readFileSync } from "node:fs";'],
    ["app/kpis/a.ts", 'import { PrismaClient } from "@prisma/client";'],
    ["app/scorecard/a.ts", 'import { shopifyApi } from "@shopify/shopify-api";'],
    ["app/analysis/a.ts", 'import { read } from "../ledger/orders.server.ts";'],
    ["app/analysis/a.ts", "const now = new Date();"],
    ["app/ingest/a.ts", "const now = Date.now();"],
    ["app/analysis/a.ts", "const chance = Math.random();"],
    ["app/ledger/a.ts", "const zone = process.env.TZ;"],
    ["app/panels/a.tsx", 'const data = await fetch("/app");'],
    ["app/ledger/a.ts", 'import type { A } from "./a.ts";\nconst id = randomUUID();'],
  ];
  for (const [path, text] of faults)
    expect(impureFiles(file(path, text)), `${path} ${text}`).toHaveLength(1);
  const fine: [string, string][] = [
    ["app/ledger/a.server.ts", 'import pg from "pg"; const now = new Date();'],
    ["app/ledger/a.ts", 'import type { Pool } from "pg";'],
    ["app/ledger/a.ts", 'import { createHash } from "node:crypto"; new Date(0);'],
    ["app/panels/a.tsx", 'import { Card } from "@shopify/polaris";'],
    ["app/ledger/a.ts", "// Date.now() would make this impure"],
    ["app/commands/a.ts", "const now = new Date();"],
  ];
  for (const [path, text] of fine)
    expect(impureFiles(file(path, text)), `${path} ${text}`).toEqual([]);
});

test("type imports are told from imports of values", () => {
  expect(importsOf('import type { A } from "a";\nimport { type B } from "b";')).toEqual([
    { from: "a", isType: true },
    { from: "b", isType: true },
  ]);
  expect(
    importsOf('import { type A, b } from "a";\nimport c from "c";\nexport * from "d";'),
  ).toEqual([
    { from: "a", isType: false },
    { from: "c", isType: false },
    { from: "d", isType: false },
  ]);
});

test("only panels import Polaris", () => {
  expect.soft(polarisOutsidePanels(app)).toEqual([]);
  expect(
    polarisOutsidePanels(file("app/routes/a.tsx", 'import { Page } from "@shopify/polaris";')),
  ).toEqual(["app/routes/a.tsx imports @shopify/polaris"]);
});

test("no file is longer than 300 lines", () => {
  expect.soft(longFiles(sourceFiles("app", "extensions", "test", "prisma"))).toEqual([]);
  expect(longFiles(file("app/a.ts", "x\n".repeat(300)))).toEqual([]);
  expect(longFiles(file("app/a.ts", "x\n".repeat(301)))).toEqual([
    "app/a.ts: 301 lines, at most 300",
  ]);
});

test("shopify.app.toml subscribes to the topics we handle", () => {
  const toml = readAppToml(readProject("shopify.app.toml"));
  const handled = [...topics.keys()];
  expect.soft(topicFaults(toml, handled)).toEqual([]);
  expect(toml.complianceTopics.toSorted()).toEqual([
    "customers/data_request",
    "customers/redact",
    "shop/redact",
  ]);

  const without = { ...toml, topics: toml.topics.filter((topic) => topic !== "orders/create") };
  expect(topicFaults(without, handled)).toEqual(["orders/create is not subscribed"]);
  const more = { ...toml, topics: [...toml.topics, "carts/create"] };
  expect(topicFaults(more, handled)).toEqual(["carts/create is not handled"]);
});

test("the scopes asked for are those that documents and topics need", () => {
  const toml = readAppToml(readProject("shopify.app.toml"));
  const needed = [
    ...documentRequirements([...documents.map(({ query }) => query), ...backfillDocuments], admin),
    ...topicRequirements([...topics.keys()]),
    ...configuredRequirements(readProject("shopify.app.toml")),
  ];
  expect.soft(scopeFaults(toml.scopes, needed)).toEqual([]);

  for (const scope of toml.scopes) {
    const without = toml.scopes.filter((other) => other !== scope);
    expect(scopeFaults(without, needed).join("; "), scope).toContain(`needs ${scope}`);
  }
  expect(scopeFaults([...toml.scopes, "read_themes"], needed)).toEqual([
    "read_themes is asked for, nothing needs it",
  ]);
  const wider = documentRequirements(["{ draftOrders(first: 1) { nodes { id } } }"], admin);
  expect(scopeFaults(toml.scopes, [...needed, ...wider])[0]).toContain("needs read_draft_orders");
  expect(() => topicRequirements(["themes/publish"])).toThrow(
    /scope of themes\/publish is not known/,
  );
});

test("GraphQL documents stand where the scope test looks", () => {
  expect.soft(strayDocuments(app)).toEqual([]);
  const text = "const shop = `query Shop { shop { id } }`;";
  expect(strayDocuments(file("app/routes/a.ts", text))).toHaveLength(1);
  expect(strayDocuments(file("app/ingest/documents/a.ts", text))).toEqual([]);
});
