import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";

/** After a failed wait: a second, then twice as long each time, at most half a minute. */
const pause = (failures: number) => Math.min(1_000 * 2 ** failures, 30_000);

/** The shop's version once it is another than `since`, or still the same after a long wait. */
export type Wait = (since: string, signal: AbortSignal) => Promise<string>;

/**
 * Reloads the page's data each time the shop's numbers change, by asking to be told, never by asking
 * again and again. Rests while the page is hidden. `wait` must stay the same function. Without a version
 * there is nothing to wait for.
 */
export function useLiveVersion(version: string | null, wait: Wait): void {
  const { revalidate } = useRevalidator();
  const reload = useRef(revalidate);
  reload.current = revalidate;
  useEffect(() => {
    if (version === null) return;
    const since = version;
    const stop = new AbortController();
    const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const visible = () =>
      document.visibilityState === "visible"
        ? Promise.resolve()
        : new Promise<void>((resolve) =>
            document.addEventListener("visibilitychange", () => resolve(), {
              once: true,
              signal: stop.signal,
            }),
          );
    async function follow(): Promise<void> {
      for (let failures = 0; !stop.signal.aborted;) {
        await visible();
        try {
          const now = await wait(since, stop.signal);
          failures = 0;
          // The reload brings the new version, and with it the next wait.
          if (now !== since) return reload.current();
        } catch {
          if (!stop.signal.aborted) await rest(pause(failures++));
        }
      }
    }
    void follow();
    return () => stop.abort();
  }, [version, wait]);
}

/** A value that changes in place, with a short highlight the moment it does. */
export function Live({ value }: { value: string }) {
  const before = useRef(value);
  const changes = useRef(0);
  if (before.current !== value) {
    before.current = value;
    changes.current += 1;
  }
  return (
    <span key={changes.current} className={changes.current > 0 ? "ff-changed" : undefined}>
      {value}
    </span>
  );
}
