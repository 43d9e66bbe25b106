import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";

/** Work in the background that tells nobody when it ends is looked at this often. */
const everyMs = 2_000;

/** Reloads the page's data every two seconds while something runs and the page is seen. */
export function usePolling(isRunning: boolean): void {
  const { revalidate, state } = useRevalidator();
  const now = useRef({ revalidate, state });
  now.current = { revalidate, state };
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && now.current.state === "idle") {
        now.current.revalidate();
      }
    }, everyMs);
    return () => clearInterval(timer);
  }, [isRunning]);
}
