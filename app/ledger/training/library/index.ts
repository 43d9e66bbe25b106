import type { LibraryManual } from "../manual.ts";
import { campaignChecklist } from "./campaign-checklist.ts";
import { fraudCheck } from "./fraud-check.ts";
import { packing } from "./packing.ts";
import { posClosing } from "./pos-closing.ts";
import { posOpening } from "./pos-opening.ts";
import { productEntry } from "./product-entry.ts";
import { replyTone } from "./reply-tone.ts";
import { returns } from "./returns.ts";
import { stockCount } from "./stock-count.ts";

/** The manuals that come with the app, in the order a shop usually needs them. */
export const library: readonly LibraryManual[] = [
  packing,
  returns,
  productEntry,
  replyTone,
  stockCount,
  fraudCheck,
  posOpening,
  posClosing,
  campaignChecklist,
];
