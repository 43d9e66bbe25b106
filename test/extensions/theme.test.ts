import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { themeCheckRun } from "@shopify/theme-check-node";
import { expect, test } from "vitest";

test("Shopify's theme check finds nothing in the theme app extension", async () => {
  const folder = resolve(import.meta.dirname, "../../extensions/fourfold-recommendations");
  const { offenses, theme } = await themeCheckRun(folder, resolve(folder, ".theme-check.yml"));
  expect(offenses.map(({ check, message, uri }) => `${check} ${uri} ${message}`)).toEqual([]);
  expect(theme.length).toBeGreaterThan(5);
  // It does look: a planted fault is found.
  const planted = mkdtempSync(join(tmpdir(), "fourfold-theme-"));
  try {
    for (const name of ["blocks", "locales"]) mkdirSync(join(planted, name));
    writeFileSync(join(planted, "blocks/bad.liquid"), "{{ nothing_of_this_name }}");
    writeFileSync(join(planted, ".theme-check.yml"), "extends: theme-check:theme-app-extension\n");
    const found = await themeCheckRun(planted, join(planted, ".theme-check.yml"));
    expect(found.offenses.map(({ check }) => check)).toContain("UndefinedObject");
  } finally {
    rmSync(planted, { recursive: true });
  }
}, 60_000);
