import { configureGlobal } from "fast-check";
import { afterEach, beforeEach, expect, vi } from "vitest";

// Polaris asks for it while it is imported; jsdom has none.
if (typeof window !== "undefined" && !window.matchMedia)
  window.matchMedia = (query) =>
    ({
      matches: false,
      media: query,
      onchange: null,
      addListener() {},
      removeListener() {},
      addEventListener() {},
      removeEventListener() {},
      dispatchEvent: () => false,
    }) as MediaQueryList;

// Stray console output fails: a warning nobody reads is a fault nobody mends. A test that expects
// output puts its own spy in place.
const methods = ["log", "info", "warn", "error", "debug"] as const;
let spoken: string[] = [];

beforeEach(() => {
  spoken = [];
  for (const method of methods)
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      spoken.push(`console.${method}: ${words.map(String).join(" ")}`);
    });
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(spoken, "stray console output").toEqual([]);
});

// The same cases each time, so that a red run can be run again; another seed explores others.
configureGlobal({ seed: Number(process.env["PROPERTY_SEED"] ?? 20261122) });
