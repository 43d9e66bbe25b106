// taken  what some lines gave: facts, things to read again at Shopify, lines that could not be read
import type { Fact, ShopContext } from "../../ledger/facts.ts";
import type { Heard } from "../counting/order-input.ts";
import type { Refetch } from "../topics/topic.ts";
import type { Group } from "./lines.ts";

export type BulkTaken = { facts: Fact[]; refetch: Refetch[]; refused: number };

/** Reads whole things (`grouped`), or each line by itself. Pure; a line it cannot read is counted. */
export type BulkReader =
  | {
      grouped: true;
      rootType: string;
      read(groups: Group[], shop: ShopContext, heard: Heard): BulkTaken;
    }
  | { grouped: false; read(lines: string[], shop: ShopContext, heard: Heard): BulkTaken };

export const nothingTaken = (): BulkTaken => ({ facts: [], refetch: [], refused: 0 });
