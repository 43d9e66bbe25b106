import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The project's folder, found upwards so that it is the same from source and from the built bundle. */
export function projectFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "prisma", "migrations"))) return folder;
    if (folder === dirname(folder))
      throw new Error("no prisma/migrations above the program; run it from a whole checkout");
  }
}
