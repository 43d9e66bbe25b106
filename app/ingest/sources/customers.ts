import { z } from "zod";
import type { CustomerFact } from "../../ledger/facts.ts";
import { text } from "../files/cells.ts";
import { defineSource, RowProblem } from "./source.ts";

/** Shopify's customer export. Newer ones write the id with a leading apostrophe. */
export const customers = defineSource({
  kind: "customers",
  words: "Shopify's customer export: one row per customer",
  columns: {
    id: {
      names: ["Customer ID", "Id"],
      words: "Shopify's id; without it e-mail or phone is the key",
    },
    firstName: { names: ["First Name"], required: true, words: "kept sealed" },
    lastName: { names: ["Last Name"], words: "kept sealed" },
    email: { names: ["Email"], required: true, words: "kept sealed" },
    phone: { names: ["Phone"], words: "kept sealed" },
  },
  head: z.object({}),
  row: z.object({ id: text, firstName: text, lastName: text, email: text, phone: text }),
  toFacts(_head, rows, { person, version }) {
    return rows.map(({ line, row }): CustomerFact => {
      const email = row.email?.toLowerCase() ?? null;
      const contact = email ?? row.phone;
      const id = row.id?.replace(/^'/, "") ?? (contact === null ? null : person(contact));
      if (id === null) {
        const got = "Email: got an empty cell, and neither Customer ID nor Phone";
        throw new RowProblem(line, `${got}, expected one of them; fill one in`);
      }
      const content = {
        kind: "customer" as const,
        id,
        createdAt: null,
        state: "",
        contact: { email, phone: row.phone, firstName: row.firstName, lastName: row.lastName },
      };
      return { ...content, version: version(content) };
    });
  },
});
