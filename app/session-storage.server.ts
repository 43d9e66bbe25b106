// Shopify's sessions where its library keeps them, but for the one look-up that every request waits
// for: Prisma takes ten times as long for it as the driver below it.
import type { PrismaClient } from "@prisma/client";
import { Session } from "@shopify/shopify-api";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import type { Db } from "./db.server.ts";

type Row = {
  [K in "id" | "shop" | "state" | "accessToken"]: string;
} & {
  isOnline: boolean;
  scope: string | null;
  expires: Date | null;
  refreshToken: string | null;
  refreshTokenExpires: Date | null;
};

// Prisma keeps instants as UTC without saying so.
const lookUp = {
  name: "session",
  text: `select id, shop, state, "isOnline", scope, expires at time zone 'UTC' as expires,
      "accessToken", "refreshToken", "refreshTokenExpires" at time zone 'UTC' as "refreshTokenExpires"
    from "Session" where id = $1`,
};

/** Offline sessions only, as the app asks for no other: nobody's name is read. */
export class SessionStorage extends PrismaSessionStorage<PrismaClient> {
  readonly #db: Db;

  constructor(prisma: PrismaClient, db: Db) {
    // It looks for its table twice and then ends the process, unasked: without a database we wait for it.
    super(prisma, { connectionRetries: Infinity, connectionRetryIntervalMs: 1_000 });
    this.#db = db;
  }

  override async loadSession(id: string): Promise<Session | undefined> {
    const { rows } = await this.#db.app.query<Row>({ ...lookUp, values: [id] });
    const [row] = rows;
    if (!row) return undefined;
    const { scope, expires, refreshToken, refreshTokenExpires, ...session } = row;
    return new Session({
      ...session,
      ...(scope ? { scope } : {}),
      ...(expires ? { expires } : {}),
      ...(refreshToken ? { refreshToken } : {}),
      ...(refreshTokenExpires ? { refreshTokenExpires } : {}),
    });
  }
}
