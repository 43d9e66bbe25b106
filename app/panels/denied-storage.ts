// A merchant who blocks third-party cookies denies the framed app its storage: the mere mention of
// sessionStorage throws, and the router mentions it unguarded (remix-run/remix #3659, #4494). Then a
// storage that lasts as long as the page takes its place.

/** Replaces sessionStorage of `window` when reading it throws; else changes nothing. */
export function allowDeniedStorage(window: Window): void {
  try {
    window.sessionStorage.getItem("");
  } catch {
    Object.defineProperty(window, "sessionStorage", { configurable: true, value: inMemory() });
  }
}

function inMemory(): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    clear: () => held.clear(),
    getItem: (key) => held.get(key) ?? null,
    key: (index) => [...held.keys()][index] ?? null,
    removeItem: (key) => void held.delete(key),
    setItem: (key, value) => void held.set(key, String(value)),
  };
}
