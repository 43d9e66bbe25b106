import { pageAddress } from "./address.ts";

/** Where the Stock panel lives. */
export const stockPath = "/app/stock";

export const stockItemAddress = (key: string, search: URLSearchParams) =>
  pageAddress(`${stockPath}/${encodeURIComponent(key)}`, search);
