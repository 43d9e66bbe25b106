// Shops to take pictures of, each in a database of its own on one server that is gone afterwards.
// Imported once FOURFOLD_KEY is set: what is below reads the environment.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import {
  allCounted,
  importAnswers,
  importSpend,
  importStock,
  setAims,
} from "../../app/commands/demo-shop.server.ts";
import { closeDemoDays } from "../../app/commands/demo-days.server.ts";
import { furnishDigest, furnishTeam } from "../../app/commands/demo-team.server.ts";
import { openEmbedded } from "../../app/ledger/database/embedded.server.ts";
import { setKpiOwner } from "../../app/ledger/kpi-owners.server.ts";
import { findShop } from "../../app/ledger/shop.server.ts";
import { demoShop } from "../platform/catalogue.ts";
import { openSmallShop, type SmallShop, type SmallShopOptions } from "./small-shop.ts";

export type PictureShops = {
  /**
   * @param options.name of its database
   * @param options.isUsed it has what a shop that is used has besides orders: answers, spend, targets
   */
  open(options: SmallShopOptions & { name: string; isUsed?: boolean }): Promise<SmallShop>;
  stop(): Promise<void>;
};

export async function pictureShops(): Promise<PictureShops> {
  const home = mkdtempSync(join(tmpdir(), "fourfold-pictures-"));
  const server = await openEmbedded(home, ["fsync=off"]);
  return {
    async open({ name, isUsed = false, ...options }) {
      const admin = new pg.Client({ connectionString: server.url });
      await admin.connect();
      await admin.query(`create database "${name}"`).finally(() => admin.end());
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      const database = { url: url.href, drop: async () => undefined };
      const shop = await openSmallShop({ ...options, database });
      if (isUsed) await furnish(url.href, shop);
      return shop;
    },
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Numbers somebody answers for. */
async function own(db: Db): Promise<void> {
  const found = await findShop(db, demoShop.domain);
  if (!found) return;
  await inShop(db, found.id, async (client) => {
    for (const kpi of ["hours-to-ship", "on-time-shipping", "cancel-rate"]) {
      await setKpiOwner(client, found, { kpi, owner: "Demo Alma" });
    }
  });
}

async function furnish(url: string, shop: SmallShop): Promise<void> {
  const db = await openDatabase({ url });
  try {
    const counted = async () => {
      while (!(await allCounted(db, demoShop.domain))) {
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    };
    await counted();
    await setAims(db, demoShop.domain);
    await importAnswers(db, demoShop.domain, shop.trade.store.answers);
    await importSpend(db, demoShop.domain, shop.trade);
    await importStock(db, demoShop.domain, shop.trade);
    await furnishTeam(db, demoShop.domain, new Date());
    await own(db);
    await counted();
    await furnishDigest(db, demoShop.domain, new Date());
    await closeDemoDays(db, demoShop.domain, shop.trade, new Date());
  } finally {
    await db.close();
  }
}
