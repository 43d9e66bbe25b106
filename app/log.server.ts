import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { env } from "./env.server.ts";

// JSON lines on stderr, so that stdout stays the command line's answer. Tokens and contact details
// never reach a log: keys that name them are blanked, and id_token is cut out of addresses.
const secretKey =
  /token|secret|password|passwd|authorization|cookie|hmac|signature|email|phone|address|first_?name|last_?name/i;
const secretInText = /((?:id_token|access_token|session|hmac|signature)=)[^&\s"]+/gi;
const shareLink = /(\/share\/|[?&]link=)[^\s"?#&]+/g;
const urlPassword = /(\b\w{1,20}:\/\/[^\s:/@]{1,500}:)[^\s@/]{1,2000}@/g;

const levels = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 } as const;
type Level = Exclude<keyof typeof levels, "silent">;

/** JWTs, Shopify's tokens, our access keys, e-mail addresses: what each of them looks like anywhere. */
const secretByLooks =
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+|\bshp[a-z]{2}_\w{8,}|\bff_\d+_[0-9a-f]{12}_[\w-]{43,}/g;
const emailAddress = /[\w.!#$%&'*+=?^`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+/gi;
/** What JSON leaves as it is and a terminal or a log viewer may take for a line's end or a command. */
const control = /[\u007f-\u009f\u2028\u2029]/g;

/** Longer texts are somebody's payload; a line that holds them is no use and slow to clean. */
const mostText = 10_000;

const clean = (text: string) =>
  (text.length > mostText ? `${text.slice(0, mostText)}…` : text)
    .replace(secretInText, "$1[redacted]")
    .replace(shareLink, "$1[redacted]")
    .replace(urlPassword, "$1[redacted]@")
    .replace(secretByLooks, "[redacted]")
    .replace(emailAddress, "[e-mail]");

// Symbol.for: the built pages hold their own copy of this file and log within the same request.
const slot = Symbol.for("fourfold.request");
type Slots = { [slot]?: AsyncLocalStorage<string> };
const requests = ((globalThis as Slots)[slot] ??= new AsyncLocalStorage<string>());

/** Every line written by what `run` begins carries the request's id. */
export const withRequest = (id: string, run: () => void): void => requests.run(id, run);

function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  if (depth > 5) return "[deep]";
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return redact({ name, message, stack, ...(cause ? { cause } : {}) }, depth + 1);
  }
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretKey.test(key) ? "[redacted]" : redact(item, depth + 1),
    ]),
  );
}

/** One log line without its line break. Shape: `{time, level, message, …fields}`. */
export function logLine(level: Level, fields: object, message: string, now: Date): string {
  const safe = redact(fields instanceof Error ? { error: fields } : fields) as object;
  const request = requests.getStore();
  const line = JSON.stringify({
    time: now.toISOString(),
    level,
    message: clean(message),
    ...(request === undefined ? {} : { request }),
    ...safe,
  });
  return line.replace(
    control,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const write = (level: Level) => (fields: object, message: string) => {
  if (levels[level] >= levels[env.LOG_LEVEL])
    process.stderr.write(`${logLine(level, fields, message, new Date())}\n`);
};

export const log = {
  debug: write("debug"),
  info: write("info"),
  warn: write("warn"),
  error: write("error"),
};

const heard = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

/**
 * What libraries say on the console becomes lines of the log, cleaned like all others: said as it is, it
 * would be no JSON and could hold a token. Answers how to undo it.
 */
export function hearConsole(): () => void {
  const before = { ...console };
  for (const [method, level] of Object.entries(heard) as [keyof typeof heard, Level][])
    console[method] = (...said: unknown[]) => log[level]({}, format(...said));
  return () => void Object.assign(console, before);
}
