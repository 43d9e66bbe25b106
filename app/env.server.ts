import { z } from "zod";

/** An empty variable counts as an unset one: shells and .env files write both. */
const text = z
  .string()
  .trim()
  .transform((value) => value || undefined)
  .optional();

const Env = z.object({
  /** Where App Bridge is loaded from; Shopify's own address when unset. */
  APP_BRIDGE_URL: text,
  NODE_ENV: z.enum(["development", "production", "test"]).catch("development"),
  /** Whom weekly digests come from: an address, or Name <address>. */
  DIGEST_FROM: text.refine(
    (value) => !value || /^[^@]*[^\s@<]@[^\s@.]+(?:\.[^\s@.]+)+$/.test(value),
    {
      error: "expected an address such as fourfold@example.com",
    },
  ),
  /** Owner's connection; without it an embedded Postgres in FOURFOLD_HOME. */
  DATABASE_URL: text.refine((value) => !value || /^postgres(ql)?:\/\//.test(value), {
    error: "expected postgres://user:password@host:port/database",
  }),
  /** Folder of the embedded database and its key; default ~/.fourfold, as root /var/lib/fourfold. */
  FOURFOLD_HOME: text,
  /** Comma list of secrets of at least 32 characters; the first encrypts. */
  FOURFOLD_KEY: text,
  /** "1" when the shop's data is made up: every page says so. */
  FOURFOLD_DEMO: text,
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** What reads /metrics says it as a bearer token; without it nobody reads them. */
  METRICS_TOKEN: text,
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Proxies in front that each add the address they saw to X-Forwarded-For; 0 believes none. */
  PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  ROLE: z.enum(["all", "web", "worker"]).default("all"),
  SHOPIFY_API_KEY: text,
  SHOPIFY_API_SECRET: text,
  /** The secret before the last rotation, accepted on webhooks while Shopify still signs with it. */
  SHOPIFY_API_SECRET_OLD: text,
  SHOPIFY_APP_URL: text.refine((value) => !value || /^https?:\/\/[^/]+/.test(value), {
    error: "expected an address such as https://app.example.com",
  }),
  /** The mail server of weekly digests; without it they stay in the app. */
  SMTP_URL: text.refine((value) => !value || /^smtps?:\/\/[^/]+/.test(value), {
    error: "expected smtp://user:password@host:port, or smtps://",
  }),
});

export type Env = z.infer<typeof Env>;

/**
 * The environment, checked. Throws one Error naming every variable that is wrong and what was
 * expected; values are not repeated, they may be secrets.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const parsed = Env.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`environment: ${problems.join("; ")}. See .env.example`);
}

export const env = readEnv(process.env);

/** What only a server that talks to Shopify needs; throws an Error naming the missing variables. */
export function shopifyEnv(from: Env = env) {
  const { SHOPIFY_API_KEY, SHOPIFY_API_SECRET, SHOPIFY_APP_URL } = from;
  if (SHOPIFY_API_KEY && SHOPIFY_API_SECRET && SHOPIFY_APP_URL)
    return { apiKey: SHOPIFY_API_KEY, apiSecret: SHOPIFY_API_SECRET, appUrl: SHOPIFY_APP_URL };
  const missing = Object.entries({ SHOPIFY_API_KEY, SHOPIFY_API_SECRET, SHOPIFY_APP_URL })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  throw new Error(`environment: ${missing.join(", ")} missing, set what .env.example lists`);
}
