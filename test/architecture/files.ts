import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";

/** `path` from the project's folder, with forward slashes. */
export type SourceFile = { path: string; text: string };

const project = resolve(import.meta.dirname, "../..");

/** Every source file below the folders, for the rules to look at. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|js|jsx|mjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes("node_modules"))
      .map((path) => ({
        path: relative(project, path).replaceAll("\\", "/"),
        text: readFileSync(path, "utf8"),
      })),
  );
}

export const readProject = (path: string): string => readFileSync(join(project, path), "utf8");

/** Files over 300 lines. */
export function longFiles(files: SourceFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > 300)
    .map(({ path, lines }) => `${path}: ${lines} lines, at most 300`);
}
