import { vi } from "vitest";

/** Once it holds; a machine that is busy may take its time. */
export const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000 });
