// `npm run -s licences`: every package that runs in production with its version and licence, as CSV; with
// `--sbom` a software bill of materials instead (CycloneDX 1.5, JSON), both from the lock file alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { csvCell } from "../ledger/csv.ts";

type Locked = {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  devOptional?: boolean;
};
type Lock = { name: string; version: string; packages: Record<string, Locked> };

const lock = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8"),
) as Lock;

const found = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional }]) => path.includes("node_modules/") && !dev && !devOptional)
  .map(([path, { version = "", license = "not told", integrity = "" }]) => ({
    name: path.split("node_modules/").at(-1) ?? path,
    ...{ version, license, integrity },
  }));
const packages = [...new Map(found.map((each) => [`${each.name}@${each.version}`, each])).values()];
packages.sort((a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version));

/** The lock file's "sha512-<base64>" as CycloneDX writes it. */
function hashes(integrity: string) {
  const [, algorithm, base64 = ""] = /^sha(\d+)-(.+)$/.exec(integrity) ?? [];
  if (!algorithm) return {};
  const content = Buffer.from(base64, "base64").toString("hex");
  return { hashes: [{ alg: `SHA-${algorithm}`, content }] };
}

const sbom = () => ({
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  version: 1,
  metadata: { component: { type: "application", name: lock.name, version: lock.version } },
  components: packages.map(({ name, version, license, integrity }) => ({
    ...{ type: "library", name, version },
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ expression: license.replace(/^SEE LICENSE IN .*/, "LicenseRef-package") }],
    ...hashes(integrity),
  })),
});

const list = () =>
  [["package", "version", "licence"], ...packages.map((p) => [p.name, p.version, p.license])]
    .map((row) => row.map(csvCell).join(","))
    .join("\n");

const wantsBill = process.argv.includes("--sbom");
process.stdout.write(`${wantsBill ? JSON.stringify(sbom(), null, 2) : list()}\n`);
