import { inShop } from "../../db.server.ts";
import {
  accessScopes,
  listAccessKeys,
  makeAccessKey,
  revokeAccessKey,
  type AccessScope,
} from "../../ledger/access-keys.server.ts";
import { readOptions, readShop, Refused, UsageError, type Command } from "./command.ts";
import { knownShop, withDatabase } from "./with-shop.ts";

const options = {
  shop: { type: "string" },
  make: { type: "string" },
  scope: { type: "string", multiple: true },
  revoke: { type: "string" },
} as const;

function readScopes(given: readonly string[] | undefined): AccessScope[] {
  const known: readonly string[] = accessScopes;
  const unknown = given?.find((scope) => !known.includes(scope));
  if (unknown !== undefined || !given) {
    throw new UsageError(`got --scope ${unknown ?? ""}, expected ${accessScopes.join(" or ")}`);
  }
  return accessScopes.filter((scope) => given.includes(scope));
}

/** Keys for /api/v1: made (and told this once), revoked, or listed. */
export const accessKeyCommand: Command = {
  usage: `access-key --shop S [--make NAME --scope ${accessScopes.join("|")} | --revoke ID]`,
  words: "lists, makes or revokes the keys of /api/v1",
  async run(args, terminal) {
    const given = readOptions(args, options);
    const domain = readShop(given.shop);
    const name = given.make?.trim().slice(0, 100);
    if (name === "") throw new UsageError("got an empty --make, expected a name for the key");
    if (name && given.revoke) throw new UsageError("got --make and --revoke, expected one of them");
    const scopes = name ? readScopes(given.scope) : [];
    return withDatabase(terminal, async (db) => {
      const shop = await knownShop(db, domain);
      return inShop(db, shop.id, async (client) => {
        if (name) return { name, scopes, ...(await makeAccessKey(client, shop, { name, scopes })) };
        if (given.revoke && !(await revokeAccessKey(client, shop, given.revoke))) {
          throw new Refused(`got --revoke ${given.revoke}, expected the id of a key in use`);
        }
        return { keys: await listAccessKeys(client, shop) };
      });
    });
  },
};
