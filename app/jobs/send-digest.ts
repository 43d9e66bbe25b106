import { tellWeek } from "../digest.server.ts";
import { env } from "../env.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { noted } from "../ledger/work-runs.server.ts";
import { createMailer } from "../mail.server.ts";
import { shopPayload, shopSpec } from "./job.ts";
import type { Job } from "./job.ts";
import { allShops } from "./shops.server.ts";

/** In a line of its own: a slow mail server holds up no number. */
const sendDigestSpec = (shopId: bigint) => shopSpec("send-digest", shopId, "digest");

/** Looks each hour, because Monday begins at another one in each zone. */
export const sendDigestJob: Job = {
  name: "send-digest",
  cron: "10 * * * *",
  async run(payload, { db, now, addJobs }) {
    const named = shopPayload.safeParse(payload);
    if (!named.success) return addJobs((await allShops(db)).map(sendDigestSpec));
    const shop = await readShop(db, named.data.shopId);
    if (!shop || shop.state === "uninstalled") return;
    const mailer = createMailer(env);
    const { SHOPIFY_APP_URL, SHOPIFY_API_KEY } = env;
    const appUrl = (SHOPIFY_APP_URL ?? "").replace(/\/$/, "");
    const appLink = `https://${shop.domain}/admin/apps/${SHOPIFY_API_KEY ?? ""}/app/digest`;
    // A letter without a way to stop it is not sent.
    const sending = mailer && appUrl ? { mailer, appUrl, appLink } : null;
    await noted(db, shop, {
      ...{ work: "send-digest", now },
      async run() {
        const letters = await tellWeek(db, shop, { now, sending });
        return letters > 0 ? { letters } : null;
      },
    });
  },
};
