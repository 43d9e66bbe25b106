import { useLocation } from "@remix-run/react";
import { useEffect } from "react";

/** Of the page that was opened; it lasts as long as the frame's document, error pages and all. */
let signedIn = new URLSearchParams();

/**
 * The admin's menu leads to bare paths, and a frame that is loaded again from one (a script of an
 * older version is gone, say) would ask who is there instead of showing a page: the shop and its host
 * stay in the address. The router need not know, so nothing is loaded for it.
 */
export function useFrameAddress(): void {
  const { pathname, search } = useLocation();
  useEffect(() => {
    const given = new URLSearchParams(search);
    if (given.has("shop") && given.has("host")) {
      signedIn = given;
      return;
    }
    const kept = new URLSearchParams(search);
    for (const name of ["shop", "host", "embedded", "locale"]) {
      const value = signedIn.get(name);
      if (value !== null) kept.set(name, value);
    }
    const text = kept.toString();
    window.history.replaceState(window.history.state, "", text ? `${pathname}?${text}` : pathname);
  }, [pathname, search]);
}
