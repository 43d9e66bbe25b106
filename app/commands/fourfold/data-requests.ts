import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { packagePage } from "../../ingest/data-package.ts";
import { readDataPackages } from "../../ingest/privacy.server.ts";
import { readOptions, readShop, type Command } from "./command.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

/** What customers asked to be told, as JSON here and, with --to, as JSON and pages to hand on. */
export const dataRequestsCommand: Command = {
  usage: "data-requests --shop S [--to DIR]",
  words: "lists what customers asked to see of their data, and writes it out",
  async run(args, terminal) {
    const given = readOptions(args, { shop: { type: "string" }, to: { type: "string" } });
    const domain = readShop(given.shop);
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      const packages = await readDataPackages(db, shop.id);
      if (!given.to) return { requests: packages };
      const folder = resolve(given.to);
      await mkdir(folder, { recursive: true });
      const files: string[] = [];
      for (const { held } of packages) {
        const name = `data-request-${held.requestId ?? files.length / 2 + 1}`;
        const texts = { json: `${JSON.stringify(held, null, 2)}\n`, html: packagePage(held) };
        for (const [kind, text] of Object.entries(texts)) {
          const path = join(folder, `${name}.${kind}`);
          await writeFile(path, text, { mode: 0o600 });
          files.push(path);
        }
      }
      return { files };
    });
  },
};
