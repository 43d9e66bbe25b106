import { rebuild } from "../../measures/recompute.server.ts";
import { readOptions, readShop, type Command } from "./command.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

export const rebuildCommand: Command = {
  usage: "rebuild --shop S",
  words: "counts every day of a shop anew",
  async run(args, terminal) {
    const given = readOptions(args, { shop: { type: "string" } });
    const domain = readShop(given.shop);
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      return rebuild(db, shop, { asOf: terminal.now() });
    });
  },
};
