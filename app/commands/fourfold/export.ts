import { resolve } from "node:path";
import { inShop } from "../../db.server.ts";
import { exportShop } from "../../ledger/export.server.ts";
import { needed, readOptions, readShop, Refused, type Command } from "./command.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

export const exportCommand: Command = {
  usage: "export --shop S --to DIR",
  words: "writes every table of a shop as CSV and JSON",
  async run(args, terminal) {
    const given = readOptions(args, { shop: { type: "string" }, to: { type: "string" } });
    const domain = readShop(given.shop);
    const folder = resolve(needed(given.to, "to", "a folder to write into"));
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      try {
        return await inShop(db, shop.id, (client) =>
          exportShop(client, shop, { folder, now: terminal.now() }),
        );
      } catch (error) {
        const { code, path } = error as NodeJS.ErrnoException;
        if (path === undefined) throw error;
        throw new Refused(`got ${code} at ${path}, expected a folder that can be written`);
      }
    });
  },
};
