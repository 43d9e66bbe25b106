// Renews the stored Admin schema from the published package that carries it:
//   npm exec -c 'node test/platform/admin-schema/refresh.ts 1.16.0 2026-10'
// Only this one file is kept, because the package drags in a large tree; its licence lies beside it.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [packageVersion = "1.16.0", apiVersion = "2026-10"] = process.argv.slice(2);
const here = import.meta.dirname;
const work = mkdtempSync(join(tmpdir(), "admin-schema-"));
const run = (command: string, args: string[]) =>
  execFileSync(command, args, { cwd: work, encoding: "utf8" });

const tarball = run("npm", ["pack", "--silent", `@shopify/dev-mcp@${packageVersion}`]).trim();
run("tar", ["xzf", tarball]);
copyFileSync(
  join(work, `package/dist/data/admin_${apiVersion}.json.gz`),
  join(here, `${apiVersion}.json.gz`),
);
copyFileSync(join(work, "package/LICENSE"), join(here, "LICENSE"));
rmSync(work, { recursive: true });
