// Who is in which arm of an experiment, by a keyed hash of who they are: nothing is drawn and nothing has
// to be remembered, so that a person stays in their arm in every session and on every machine. The first
// arm is the one the others are held against. It takes the lowest hashes: when its share grows, nobody
// leaves it, and when it shrinks, nobody enters.
import { createHmac } from "node:crypto";

/** `weight`: part of all people, 0 to 1. */
export type Arm = { name: string; weight: number };

/** What the hash is spread over: the first 48 bits, which a number holds exactly. */
const bits = 48;

/** Where somebody falls in [0, 1); another salt, another place. */
export function placeOf(salt: string, person: string): number {
  const digest = createHmac("sha256", salt).update(person).digest();
  return digest.readUIntBE(0, bits / 8) / 2 ** bits;
}

/** The arm of a person; weights are parts of their sum. Throws an Error without arms. */
export function armOf(arms: readonly Arm[], salt: string, person: string): string {
  const whole = arms.reduce((sum, { weight }) => sum + weight, 0);
  let left = placeOf(salt, person) * whole;
  for (const { name, weight } of arms) {
    if (left < weight) return name;
    left -= weight;
  }
  // Sums of fractions may fall short of 1 by a crumb.
  const last = arms.at(-1);
  if (!last) throw new Error("got an experiment without arms, expected at least two");
  return last.name;
}
