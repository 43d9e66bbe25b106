// The files of .deploy/ are parsed and held against the project; they are not run here.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const project = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(project, path), "utf8");

type Service = {
  image: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
};
type Compose = { services: Record<string, Service>; volumes: Record<string, object> };

const known = new Set("FROM WORKDIR COPY RUN ENV USER EXPOSE HEALTHCHECK CMD".split(" "));

test("the Dockerfile is made of known instructions about files that are there", () => {
  const lines = read(".deploy/Dockerfile")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" "));
  expect(lines[0]?.[0]).toBe("FROM");
  for (const [word = ""] of lines) expect(known, word).toContain(word);
  for (const [, ...words] of lines.filter(([word]) => word === "COPY")) {
    if (words[0]?.startsWith("--from")) continue;
    for (const file of words.slice(0, -1)) expect(existsSync(join(project, file)), file).toBe(true);
  }
  const last =
    lines
      .findLast(([word]) => word === "CMD")
      ?.slice(1)
      .join(" ") ?? "";
  const [node, script = ""] = JSON.parse(last) as string[];
  expect([node, existsSync(join(project, script))]).toEqual(["node", true]);
  // No shell, no root, no development packages in what runs.
  expect(lines.map(([word, value]) => `${word} ${value}`)).toContain("USER node");
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  for (const [, name = ""] of read(".deploy/Dockerfile").matchAll(/npm run (\w+)/g))
    expect(Object.keys(scripts)).toContain(name);
  expect(read(".deploy/Dockerfile.dockerignore").split("\n")).toEqual(
    expect.arrayContaining([".env", ".git", "node_modules"]),
  );
});

test("the compose file names a database, a web and a worker with variables that the app knows", () => {
  const { services, volumes } = JSON.parse(read(".deploy/compose.json")) as Compose;
  expect(Object.keys(services)).toEqual(["postgres", "web", "worker"]);
  const variables = read("app/env.server.ts");
  for (const [name, service] of Object.entries(services)) {
    for (const variable of Object.keys(service.environment ?? {}))
      if (name !== "postgres") expect(variables).toContain(`  ${variable}:`);
    for (const needed of Object.keys(service.depends_on ?? {}))
      expect(services[needed]).toBeDefined();
    for (const volume of service.volumes ?? [])
      expect(volumes).toHaveProperty(volume.split(":")[0]!);
  }
  const { web, worker } = services;
  expect([web?.environment?.["ROLE"], worker?.environment?.["ROLE"]]).toEqual(["web", "worker"]);
  expect(existsSync(join(project, ".deploy", web!.build!.context, web!.build!.dockerfile))).toBe(
    true,
  );
  // Secrets come from the environment, never from the file.
  expect(read(".deploy/compose.json")).not.toMatch(/PASSWORD": "[^$]/);
});

test("the deploy guide is a page at most", () => {
  expect(read(".deploy/README.md").split(/\s+/).length).toBeLessThan(600);
});

test("what is installed for production has licences that a merchant may run", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { license?: string; dev?: boolean; devOptional?: boolean }>;
  };
  const fine =
    /^\(?(MIT|MIT-0|0BSD|ISC|BSD-[23]-Clause|Apache-2\.0|Unlicense|Python-2\.0|BlueOak-1\.0\.0|CC0-1\.0|BSL-1\.0|Zlib)( (AND|OR) [\w.-]+)*\)?$/;
  // Polaris: for apps that work with Shopify only, as LICENSE and decision 001 say.
  const told = /node_modules\/@shopify\/polaris(-icons|-tokens)?$/;
  const others = Object.entries(packages).filter(
    ([path, { license = "", dev, devOptional }]) =>
      path !== "" && !dev && !devOptional && !fine.test(license) && !told.test(path),
  );
  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});
