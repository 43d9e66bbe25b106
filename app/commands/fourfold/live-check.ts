// Whether a running app answers as Shopify and merchants need it, asked from outside like they ask. It
// writes nothing but a count of a topic that nobody knows.
import { createHmac, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createGraphqlFor } from "../../admin-api.server.ts";
import { env, shopifyEnv } from "../../env.server.ts";
import { readShop as readShopNode, shopQuery } from "../../ingest/documents/index.ts";
import { defaultHome } from "../../ledger/database/home.server.ts";
import { readOptions, readShop, Refused, UsageError, type Command } from "./command.ts";
import { withDatabase } from "./with-shop.ts";

export type LiveResult = { check: string; pass: boolean; got: string; expected: string };
type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Shopify's library turns robots away, and takes what is called a check for one. */
const browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
/** Longer and Shopify would have given up. */
const withinMs = 5_000;

const statusAnd = (answer: Response, header: string) =>
  `${answer.status}, ${header}: ${answer.headers.get(header) ?? "none"}`;

/** Each asks once and says what it got; `fits` says whether that is as expected. */
function checks(ask: Ask, domain: string, secret: string) {
  const deliver = (key: string) => {
    const body = JSON.stringify({ check: randomUUID() });
    return ask("/webhooks", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-shopify-hmac-sha256": createHmac("sha256", key).update(body).digest("base64"),
        "x-shopify-topic": "fourfold/live-check",
        "x-shopify-shop-domain": domain,
      },
    });
  };
  const status = async (answer: Promise<Response>) => String((await answer).status);
  return [
    ["lives", "200", /^200$/, () => status(ask("/healthz/live"))],
    ["reaches its database", "200", /^200$/, () => status(ask("/healthz"))],
    [
      ...([
        "sends strangers away",
        "302 to /auth/login",
        /^302, location: .*\/auth\/login/,
      ] as const),
      async () => statusAnd(await ask("/app"), "location"),
    ],
    [
      "may be framed by the shop and Shopify's admin alone",
      `200, frame-ancestors https://${domain} https://admin.shopify.com`,
      new RegExp(`^200, .*frame-ancestors https://${domain} https://admin\\.shopify\\.com`),
      async () => statusAnd(await ask(`/auth/login?shop=${domain}`), "content-security-policy"),
    ],
    ["refuses a forged webhook", "401", /^401$/, () => status(deliver("forged"))],
    ["takes a signed webhook", "200", /^200$/, () => status(deliver(secret))],
    [
      ...(["lets surveys ask from Shopify's pages", "204, any origin", /^204, .*: \*$/] as const),
      async () =>
        statusAnd(await ask("/api/survey", { method: "OPTIONS" }), "access-control-allow-origin"),
    ],
    ["refuses the API without a key", "401", /^401$/, () => status(ask("/api/v1/targets"))],
    ["hides its metrics", "404 or 401", /^40[14]$/, () => status(ask("/metrics"))],
  ] as const;
}

/** Runs every check, one after the other; a failure is a result, too. */
export async function checkLive(
  url: string,
  domain: string,
  secret: string,
): Promise<LiveResult[]> {
  const ask: Ask = (path, init) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { "user-agent": browser, ...init?.headers },
      redirect: "manual",
      signal: AbortSignal.timeout(withinMs),
    });
  const results: LiveResult[] = [];
  for (const [check, expected, fits, run] of checks(ask, domain, secret)) {
    const got = await run().catch((error: Error) => `no answer: ${error.message}`);
    results.push({ check, pass: fits.test(got), got, expected });
  }
  return results;
}

export const liveCheckCommand: Command = {
  usage: "live-check --shop S [--url https://app.example.com]",
  words:
    "tries the app on a real development store and says what passed; beside the app, or with its DATABASE_URL, also what Shopify answers",
  async run(args, terminal) {
    const given = readOptions(args, { shop: { type: "string" }, url: { type: "string" } });
    const domain = readShop(given.shop);
    const keys = shopifyEnv();
    const url = (given.url ?? keys.appUrl).replace(/(?<!\/)\/+$/, "");
    if (!/^https?:\/\/[^/]+$/.test(url)) {
      throw new UsageError(`got --url ${url}, expected an address such as https://app.example.com`);
    }
    const results = await checkLive(url, domain, keys.apiSecret);
    const isHere = hasDatabase();
    if (isHere)
      results.push(
        await withDatabase(terminal, (db) => adminAnswers(createGraphqlFor(db, keys), domain)),
      );
    for (const { check, pass, got, expected } of results) {
      const more = pass ? "" : ` (got ${got}, expected ${expected})`;
      terminal.err(`${pass ? "pass" : "FAIL"}  ${check}${more}\n`);
    }
    if (!isHere)
      terminal.err(`skip  ${adminCheck}: its token lies in the app's database, see --help\n`);
    const failed = results.filter(({ pass }) => !pass).length;
    const report = { ok: failed === 0, url, results };
    if (failed === 0) return report;
    terminal.out(`${JSON.stringify(report, null, 2)}\n`);
    throw new Refused(`${failed} of ${results.length} checks failed`);
  },
};

/** Asked from elsewhere there is none, and none is to be made. */
const hasDatabase = () =>
  env.DATABASE_URL !== undefined ||
  existsSync(join(env.FOURFOLD_HOME ?? defaultHome(), "postgres"));

const adminCheck = "reads the shop at Shopify";

/** The stored token opens the Admin API of that very shop. */
async function adminAnswers(
  graphqlFor: ReturnType<typeof createGraphqlFor>,
  domain: string,
): Promise<LiveResult> {
  const said = { check: adminCheck, expected: domain };
  try {
    const graphql = await graphqlFor(domain);
    if (!graphql) return { ...said, pass: false, got: "no token: open the app in the admin once" };
    const { data } = await graphql(shopQuery, {});
    const got = readShopNode(data).domain;
    return { ...said, pass: got === domain, got };
  } catch (error) {
    return { ...said, pass: false, got: (error as Error).message };
  }
}
