import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue } from "../../app/kpis/catalogue.ts";
import { kpis } from "../../app/kpis/index.ts";

const file = new URL("../../app/kpis/README.md", import.meta.url);

test("the catalogue in the repository is the one npm run kpis writes", () => {
  expect(readFileSync(file, "utf8")).toBe(catalogue());
});

test("the catalogue names every KPI once with its formula and version", () => {
  const text = catalogue();
  for (const { id, name, words, version } of kpis) {
    expect(text.split(`### ${name} \`${id}\` v${version}`)).toHaveLength(2);
    expect(text).toContain(words);
  }
});
