// Installs the app as Shopify does it: the merchant opens it once, with an id token in the address.
import { demoShop } from "./catalogue.ts";
import { idToken, type Credentials } from "./tokens.ts";

/** Pages answer 410 to anything that looks like a robot. */
export const browser =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** Throws an Error with the app's answer when it does not open. */
export async function installApp(options: {
  standInUrl: string;
  app: Credentials;
  domain?: string;
}): Promise<void> {
  const domain = options.domain ?? demoShop.domain;
  const query = new URLSearchParams({
    shop: domain,
    host: Buffer.from(`admin.shopify.com/store/${domain.split(".")[0]}`).toString("base64url"),
    embedded: "1",
    id_token: idToken(options.app, domain, new Date()),
  });
  const answer = await fetch(`${options.standInUrl}/app?${query}`, {
    headers: { "user-agent": browser, accept: "text/html" },
    redirect: "manual",
  });
  const page = await answer.text();
  if (answer.status !== 200) {
    throw new Error(`The app did not open: got status ${answer.status}. ${page.slice(0, 300)}`);
  }
}
