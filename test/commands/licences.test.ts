import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const project = join(import.meta.dirname, "../..");
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(project, "package.json"), "utf8"),
) as Record<"dependencies" | "devDependencies", Record<string, string>>;
const run = (...args: string[]) =>
  execFileSync(process.execPath, ["app/commands/licences.ts", ...args], {
    ...{ cwd: project, encoding: "utf8" },
  });

test("the bill of materials names what runs, by version, licence and checksum, and no tool", () => {
  const { bomFormat, specVersion, components } = JSON.parse(run("--sbom")) as {
    bomFormat: string;
    specVersion: string;
    components: {
      name: string;
      version: string;
      purl: string;
      licenses: { expression: string }[];
      hashes?: { alg: string; content: string }[];
    }[];
  };
  expect([bomFormat, specVersion]).toEqual(["CycloneDX", "1.5"]);
  const byName = Map.groupBy(components, ({ name }) => name);
  for (const [name, version] of Object.entries(dependencies))
    expect(
      byName.get(name)?.map((each) => each.version),
      name,
    ).toContain(version);
  for (const name of ["vitest", "playwright-core", "typescript"]) {
    expect(devDependencies).toHaveProperty(name);
    expect(byName.has(name), name).toBe(false);
  }
  for (const { name, version, purl, licenses, hashes } of components) {
    expect(purl).toBe(`pkg:npm/${name.replace("@", "%40")}@${version}`);
    expect(licenses[0]?.expression, name).not.toBe("not told");
    expect(hashes?.[0]?.content, name).toMatch(/^[0-9a-f]{128}$/);
  }
});

test("the list of licences is a row for each package of the bill", () => {
  const [heading, ...rows] = run().trimEnd().split("\n");
  expect(heading).toBe("package,version,licence");
  const { components } = JSON.parse(run("--sbom")) as { components: object[] };
  expect(rows).toHaveLength(components.length);
  expect(rows).toContain("pg,8.23.1,MIT");
});
