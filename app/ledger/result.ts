/** Why a number is not there. Zero is never "none". */
export type Reason = "no-data" | "too-few" | "not-connected";

/** `needs` says in words what to do about it. */
export type Missing = { ok: false; reason: Reason; needs: string };
export type Result<T> = { ok: true; value: T } | Missing;

export function got<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function no(reason: Reason, needs: string): Missing {
  return { ok: false, reason, needs };
}
