// What a merchant sets of an experiment: that it begins, how many are held out, that it ends.
import { randomBytes } from "node:crypto";
import { inShop, type Db } from "../db.server.ts";
import { readRunning, startExperiment, stopExperiment } from "../ledger/experiments.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { exponent, toMinor } from "../ledger/money.ts";
import { decimalsOf, readDecimal } from "./decimal-input.ts";
import { heldOut, shown } from "./experiment.server.ts";

/** Per cent of people. Below, years pass until anything is told; above, the shop loses half its lists. */
export const shareRange = { least: 1, most: 50, usual: 10 };
/** Days: most of what a list brings about is bought within two weeks; longer, the answer comes later. */
export const windowRange = { least: 1, most: 60, usual: 14 };

export type TrialTyped = { share: string; windowDays: string; leastEffect: string };
export type TrialErrors = Partial<Record<keyof TrialTyped, string>>;

/** As it would be typed: what a running trial goes by, else the usual. */
export function typedOf(latest?: Running): TrialTyped {
  const held = latest?.arms[0];
  const isRunning = held !== undefined && latest?.stoppedOn === null;
  return {
    share: String(isRunning ? Number((held.share * 100).toFixed(2)) : shareRange.usual),
    windowDays: String(isRunning ? latest.windowDays : windowRange.usual),
    leastEffect: (isRunning && latest.leastEffect) || "",
  };
}
type Running = {
  /** The first is the one that is held out. */
  arms: { share: number }[];
  windowDays: number;
  leastEffect: string | null;
  stoppedOn: string | null;
};

const saltBytes = 16;

type Read = { share: number; windowDays: number; leastEffect: bigint | null };

export function readTyped(
  typed: TrialTyped,
  shop: ShopContext,
  locale: string,
): { read: Read; errors: TrialErrors } {
  const errors: TrialErrors = {};
  const number = (
    name: "share" | "windowDays",
    { least, most }: { least: number; most: number },
    unit: string,
  ) => {
    const text = readDecimal(typed[name], locale);
    const value = Number(text);
    const isGood = text !== null && value >= least && value <= most;
    if (!isGood || (name === "windowDays" && !Number.isInteger(value))) {
      const whole = name === "windowDays" ? "a whole number" : "a number";
      errors[name] = `Got "${typed[name]}", expected ${whole} from ${least} to ${most} ${unit}`;
    }
    return value;
  };
  const share = number("share", shareRange, "per cent") / 100;
  const windowDays = number("windowDays", windowRange, "days");
  let leastEffect: bigint | null = null;
  if (typed.leastEffect.trim() !== "") {
    const text = readDecimal(typed.leastEffect, locale);
    const isGood = text !== null && Number(text) > 0 && decimalsOf(text) <= exponent(shop.currency);
    if (isGood) leastEffect = toMinor(text, shop.currency);
    else {
      errors.leastEffect = `Got "${typed.leastEffect}", expected an amount above 0 in ${shop.currency}, or nothing`;
    }
  }
  return { read: { share, windowDays, leastEffect }, errors };
}

type Entry = { of: string; typed: TrialTyped; now: Date; locale: string; name?: string };

/**
 * Begins a trial of showing something. Where one runs, it ends and the next goes on with the same people
 * held out, as far as the new share allows: one split a trial, or its sums could not be compared.
 * @returns what is wrong by field; empty when it began
 */
export async function startTrial(
  db: Db,
  shop: ShopContext,
  { of, typed, now, locale, name = "" }: Entry,
): Promise<TrialErrors> {
  const { read, errors } = readTyped(typed, shop, locale);
  if (Object.keys(errors).length > 0) return errors;
  const { share, windowDays, leastEffect } = read;
  await inShop(db, shop.id, async (client) => {
    const running = await readRunning(client, shop, of);
    await startExperiment(client, shop, {
      ...{ of, name, windowDays, leastEffect, startedAt: now },
      arms: [
        { name: heldOut, weight: share },
        { name: shown, weight: 1 - share },
      ],
      salt: running?.salt ?? randomBytes(saltBytes).toString("base64url"),
    });
  });
  return errors;
}

/** Ends what runs; windows that are open are still counted. */
export async function stopTrial(
  db: Db,
  shop: ShopContext,
  { of, now }: { of: string; now: Date },
): Promise<void> {
  await inShop(db, shop.id, (client) => stopExperiment(client, shop, { of, at: now }));
}
