import { env } from "./env.server.ts";

// JSON lines on stderr, so that stdout stays the command line's answer. Tokens and contact details
// never reach a log: keys that name them are blanked, and id_token is cut out of addresses.
const secretKey =
  /token|secret|password|passwd|authorization|cookie|hmac|signature|email|phone|address|first_?name|last_?name/i;
const secretInText = /((?:id_token|access_token|session|hmac|signature)=)[^&\s"]+/gi;
const urlPassword = /(\w+:\/\/[^\s:/@]+:)[^\s@/]+@/g;

const levels = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 } as const;
type Level = Exclude<keyof typeof levels, "silent">;

const clean = (text: string) =>
  text.replace(secretInText, "$1[redacted]").replace(urlPassword, "$1[redacted]@");

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
  return JSON.stringify({ time: now.toISOString(), level, message: clean(message), ...safe });
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
