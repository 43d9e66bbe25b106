import { useLocation, useNavigationType } from "@remix-run/react";
import { useEffect, useRef } from "react";

/**
 * Another page begins at its top, and goes back to where it was left by the browser's own doing. Remix's own
 * way keeps places in storage that may be denied (root.tsx).
 */
export function useFromTop(): void {
  const { pathname, hash } = useLocation();
  const kind = useNavigationType();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    if (kind !== "POP" && hash === "") window.scrollTo(0, 0);
  }, [pathname, hash, kind]);
}
