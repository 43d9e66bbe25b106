import { parseArgs, type ParseArgsConfig } from "node:util";
import { isDay, isTimeZone } from "../../ledger/day.ts";
import type { Db } from "../../db.server.ts";
import { readPeriod, type Period } from "../../ledger/period.ts";

/** What a command is given: where to speak, how to reach the database, what time it is. */
export type Terminal = {
  out(text: string): void;
  err(text: string): void;
  open(): Promise<Db>;
  now(): Date;
};

export type Command = {
  /** One line a form of the command, as --help and usage errors print it. */
  usage: string;
  /** What it does, in a line. */
  words: string;
  /** @returns what goes to stdout as JSON; throws UsageError (exit 2) or any Error (exit 1) */
  run(args: string[], terminal: Terminal): Promise<unknown>;
};

/** Wrong usage: got, expected. Exit 2. */
export class UsageError extends Error {}

/** Nothing could be done, and it is no fault of ours. Exit 1, without a stack. */
export class Refused extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads options; anything unknown, positional or without its value is a UsageError. */
export function readOptions<O extends Options>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function needed(value: string | undefined, name: string, expected: string): string {
  if (value === undefined || value.trim() === "") {
    throw new UsageError(`got no --${name}, expected --${name} ${expected}`);
  }
  return value.trim();
}

/** A shop's permanent domain, lower case. */
export function readShop(value: string | undefined): string {
  const domain = needed(value, "shop", "your-shop.myshopify.com").toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(domain)) {
    throw new UsageError(`got --shop ${domain}, expected a domain such as your-shop.myshopify.com`);
  }
  return domain;
}

export function readZone(value: string | undefined): string | undefined {
  if (value !== undefined && !isTimeZone(value)) {
    throw new UsageError(`got --time-zone ${value}, expected an IANA name such as Europe/London`);
  }
  return value;
}

export function readCurrency(value: string | undefined): string | undefined {
  if (value !== undefined && !/^[A-Za-z]{3}$/.test(value)) {
    throw new UsageError(`got --currency ${value}, expected an ISO 4217 code such as EUR`);
  }
  return value?.toUpperCase();
}

export function readDays(from: string | undefined, to: string | undefined): Period {
  const period = readPeriod(
    needed(from, "from", "a day such as 2026-01-01"),
    needed(to, "to", "the day after the last, such as 2026-02-01"),
  );
  if ("got" in period)
    throw new UsageError(`--from, --to: got ${period.got}, expected ${period.expected}`);
  return period;
}

/** `D..D` as a period. */
export function readRange(text: string, name: string): Period {
  const [from = "", to = "", more] = text.split("..");
  const period = isDay(from) && isDay(to) && more === undefined ? readPeriod(from, to) : null;
  if (period === null || "got" in period) {
    throw new UsageError(`got --${name} ${text}, expected two days such as 2026-01-01..2026-02-01`);
  }
  return period;
}
