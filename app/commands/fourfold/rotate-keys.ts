import { rekeyShop } from "../../ledger/rekey.server.ts";
import { readOptions, type Command } from "./command.ts";
import { withDatabase } from "./with-shop.ts";

/** Of every shop: the operator's, after a secret was put first in FOURFOLD_KEY. */
export const rotateKeysCommand: Command = {
  usage: "rotate-keys",
  words: "seals contacts and parked deliveries anew with the first key",
  async run(args, terminal) {
    readOptions(args, {});
    return withDatabase(terminal, async (db) => {
      const { rows } = await db.app.query<{ id: bigint; domain: string }>(
        "select id, domain from shops_all() order by domain",
      );
      const shops: Record<string, Record<string, number>> = {};
      for (const { id, domain } of rows) {
        const sealed = await rekeyShop(db, id);
        if (Object.keys(sealed).length > 0) shops[domain] = sealed;
      }
      return { shops, looked: rows.length };
    });
  },
};
