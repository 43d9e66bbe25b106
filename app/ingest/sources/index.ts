import { answers } from "./answers.ts";
import { costRules } from "./cost-rules.ts";
import { costs } from "./costs.ts";
import { customers } from "./customers.ts";
import { fulfillments } from "./fulfillments.ts";
import { inventory } from "./inventory.ts";
import { labelCosts } from "./label-costs.ts";
import { leadTimes } from "./lead-times.ts";
import { orders } from "./orders.ts";
import { products } from "./products.ts";
import { rates } from "./rates.ts";
import { inAnyWriting } from "./file-dialect.ts";
import type { Source } from "./source.ts";
import { spend } from "./spend.ts";

/** Every kind of file that can be imported; a header is taken for the first kind it fits. */
export const sources: readonly Source[] = [
  orders,
  fulfillments,
  answers,
  inventory,
  products,
  inAnyWriting(costs, { amounts: ["cost"], days: ["validFrom"] }),
  inAnyWriting(costRules, {
    amounts: ["perOrder", "perLine", "perUnit", "perKg"],
    percents: ["percent"],
    days: ["validFrom"],
  }),
  inAnyWriting(labelCosts, { amounts: ["amount"], days: ["day"] }),
  customers,
  spend,
  inAnyWriting(rates, { amounts: ["rate"], days: ["day"] }),
  leadTimes,
];

/** Kinds of the command line's contract that no source reads yet. */
export const laterKinds: readonly string[] = ["reviews", "sessions"];
