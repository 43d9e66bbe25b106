// The one look-up that goes past Prisma gives what Prisma's own gives.
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { Session } from "@shopify/shopify-api";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import "@shopify/shopify-api/adapters/node";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "../app/db.server.ts";
import { SessionStorage } from "../app/session-storage.server.ts";
import { freshDatabase } from "./database.ts";

let db: Db;
let prisma: PrismaClient;
beforeAll(async () => {
  db = await freshDatabase();
  prisma = new PrismaClient({ adapter: new PrismaPg(db.app) });
});
afterAll(async () => {
  await prisma.$disconnect();
  await db.close();
});

afterEach(() => {
  vi.useRealTimers();
});

const shop = "shop.myshopify.com";
const whole = {
  ...{ id: `offline_${shop}`, shop, state: "", isOnline: false, scope: "read_orders" },
  ...{ accessToken: "shpat_1", refreshToken: "shprt_1" },
  expires: new Date("2026-11-01T10:00:00.123Z"),
  refreshTokenExpires: new Date("2027-01-01T00:00:00Z"),
};

test.each([
  ["a token that expires", whole],
  ["one for ever", { ...{ id: "b", shop, state: "s", isOnline: false }, accessToken: "shpat_2" }],
])("%s is read as Prisma reads it", async (_, given) => {
  const storage = new SessionStorage(prisma, db);
  await storage.storeSession(new Session(given));
  const own = await storage.loadSession(given.id);
  const theirs = await new PrismaSessionStorage(prisma).loadSession(given.id);
  expect(own).toEqual(new Session(given));
  const known = ["id", "shop", "state", "isOnline", "scope", "expires", "accessToken"] as const;
  for (const key of [...known, "refreshToken", "refreshTokenExpires"] as const) {
    expect(own?.[key]).toEqual(theirs?.[key]);
  }
});

test("a session that is gone is none", async () => {
  const storage = new SessionStorage(prisma, db);
  await storage.storeSession(new Session(whole));
  await storage.deleteSession(whole.id);
  expect(await storage.loadSession(whole.id)).toBeUndefined();
});

test("a database that is away while a process begins is waited for", async () => {
  vi.useFakeTimers();
  vi.spyOn(console, "log").mockImplementation(() => {});
  const deleteMany = vi.fn().mockResolvedValue({ count: 1 });
  let isAway = true;
  const count = vi.fn(() => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(0)));
  const away = { session: { count, deleteMany } } as unknown as PrismaClient;
  const storage = new SessionStorage(away, db);
  await vi.advanceTimersByTimeAsync(60_000);
  isAway = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await storage.deleteSessions(["a"])).toBe(true);
  expect(deleteMany).toHaveBeenCalledOnce();
});
