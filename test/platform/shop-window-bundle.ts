// An extension of ours as a shop gets it: each target's module bundled alone and minified, as Shopify's
// command line does it. Targets and modules are read from the extension's own file.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const extensions = resolve(import.meta.dirname, "../../extensions");

export type Bundle = { target: string; module: string; code: string };

/** Target and module of each `[[extensions.targeting]]`. */
export function targetsOf(toml: string): { target: string; module: string }[] {
  const sections = toml.split("[[extensions.targeting]]").slice(1);
  const value = (section: string, key: string) =>
    new RegExp(`^\\s*${key}\\s*=\\s*"([^"]+)"`, "m").exec(section)?.[1] ?? "";
  return sections.map((section) => ({
    target: value(section, "target"),
    module: value(section, "module"),
  }));
}

/** @param appUrl where the extension finds the app; the command line writes it in, too */
export const bundleSurvey = (appUrl: string) => bundleExtension("fourfold-survey", appUrl);

/** @param name its folder; @param appUrl as above */
export async function bundleExtension(name: string, appUrl: string): Promise<Bundle[]> {
  const folder = join(extensions, name);
  const targets = targetsOf(readFileSync(join(folder, "shopify.extension.toml"), "utf8"));
  return Promise.all(
    targets.map(async ({ target, module }) => ({
      ...{ target, module },
      code: await bundle({ folder, entry: join(folder, module), appUrl }),
    })),
  );
}

type Building = { folder: string; entry: string; appUrl: string };

async function bundle({ folder, entry, appUrl }: Building): Promise<string> {
  // Only here, because it takes as long to load as the rest of the stand-in together.
  const { build } = await import("vite");
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    define: {
      "process.env.APP_URL": JSON.stringify(appUrl),
      "process.env.NODE_ENV": '"production"',
    },
    build: {
      write: false,
      target: "es2020",
      minify: "esbuild",
      lib: { entry, formats: ["es"], fileName: "extension" },
    },
  });
  const [output] = [built].flat();
  if (!output || !("output" in output)) throw new Error(`${entry} gave no bundle`);
  return output.output[0].code;
}
