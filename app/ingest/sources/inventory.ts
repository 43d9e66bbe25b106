import { z } from "zod";
import type { StockCountFact } from "../../ledger/facts.ts";
import { at, needed, text, timeOrNull } from "../files/cells.ts";
import { defineSource, RowProblem } from "./source.ts";

/** As Shopify's export writes it of an item that a place does not keep. */
const notStocked = /^not stocked$/i;

type Cell = { column: string; cell: string | null; line: number };

/** Below 0: more is sold than was there, which shops do. */
function unitsOf({ column, cell, line }: Cell): number | null {
  if (cell === null || notStocked.test(cell)) return null;
  const units = Number(cell);
  if (/^-?\d+(\.0+)?$/.test(cell) && Math.abs(units) <= 2_147_483_647) return units;
  const got = `${column}: got "${cell.slice(0, 60)}", expected a whole number or "not stocked"`;
  throw new RowProblem(line, `${got}; write it without separators or decimals`);
}

/**
 * Stock by item and place. Without a day it is what is there now; with one it is what was there at the
 * end of that day, so that a history can be read in. Levels that Shopify itself tells come first.
 */
export const inventory = defineSource({
  kind: "inventory",
  words: "Shopify's inventory export with all quantity types: one row per item and location",
  columns: {
    sku: { names: ["SKU", "Variant SKU"], required: true, words: "the item's SKU" },
    available: {
      names: ["Available (not editable)", "Available"],
      required: true,
      words: 'units that can be sold, or "not stocked"',
    },
    onHand: {
      names: ["On hand (current)", "On hand", "on_hand", "On hand (new)"],
      words: "units that are there, sold ones included",
    },
    committed: { names: ["Committed (not editable)", "Committed"], words: "sold, not yet sent" },
    incoming: { names: ["Incoming (not editable)", "Incoming"], words: "ordered from suppliers" },
    location: { names: ["Location"], words: "its name; without one the shop's only location" },
    day: { names: ["date"], words: "the day at whose end it was so; empty: now" },
  },
  head: z.object({}),
  row: z.object({
    ...{ sku: needed, available: text, onHand: text, committed: text, incoming: text },
    ...{ location: text, day: timeOrNull },
  }),
  toFacts(_head, rows, { shop, version }) {
    return rows.map(({ line, row }): StockCountFact => {
      const units = (column: string, cell: string | null) => unitsOf({ column, cell, line });
      const isStocked = ![row.available, row.onHand].some((cell) => notStocked.test(cell ?? ""));
      const available = units("available", row.available);
      const onHand = units("on hand", row.onHand);
      if (isStocked && available === null) {
        const got = 'available: got an empty cell, expected a whole number or "not stocked"';
        throw new RowProblem(line, `${got}; let Shopify track the item's quantity, or fill it in`);
      }
      const count = {
        ...{
          sku: row.sku,
          place: row.location ?? "",
          isStocked,
          available: available ?? 0,
          onHand,
        },
        committed: units("committed", row.committed),
        incoming: units("incoming", row.incoming),
      };
      const told = version(count);
      const counted = row.day && at(row.day, shop.timeZone);
      if (counted && counted > told.triggeredAt) {
        const got = "date: got a day to come, expected one that has begun";
        throw new RowProblem(line, `${got}; leave it empty for what is there now`);
      }
      return {
        kind: "stock-count",
        ...count,
        version: counted ? { ...told, triggeredAt: counted } : told,
      };
    });
  },
});
