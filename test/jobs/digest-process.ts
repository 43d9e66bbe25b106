// Tells a shop's week as a process of its own, to be killed at a step: by whoever is told that it is there.
import { tellWeek } from "../../app/digest.server.ts";
import { openDatabase } from "../../app/db.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { createMailer, type Mailer } from "../../app/mail.server.ts";

const [url = "", shopId = "0", smtp = "", at = "", step = ""] = process.argv.slice(2);
/** No chance to tidy up. */
const die = (here: string) => {
  if (here === step) process.kill(process.pid, "SIGKILL");
};

const db = await openDatabase({ url });
const shop = await readShop(db, BigInt(shopId));
const real = createMailer({ SMTP_URL: smtp, DIGEST_FROM: "Fourfold <fourfold@example.com>" });
if (!shop || !real) throw new Error("got no shop or no mail server");
const mailer: Mailer = {
  async send(mail, hold) {
    die("before it is given to the server");
    await real.send(mail, async () => {
      die("when the server has all but the last byte");
      await hold();
    });
    die("when the server took it");
  },
};
const now = () => new Date(at);
await tellWeek(db, shop, {
  now,
  sending: { mailer, appUrl: "https://app.example", appLink: "https://admin.example" },
});
await db.close();
