// Loaded before the app (`node --import`): its wall clock is as many milliseconds off as a file says,
// looked at twenty times a second. Timers go on as a machine's do when its clock is put right.
import { readFileSync } from "node:fs";

const file = process.env.CHAOS_CLOCK;
if (file) {
  const Real = Date;
  let offset = 0;
  const look = () => (offset = Number(readFileSync(file, "utf8")));
  look();
  setInterval(look, 50).unref();
  const now = () => Real.now() + offset;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}
