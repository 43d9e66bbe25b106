import { fieldGroups, unusedFields, type Field } from "./fields.ts";

function line({ name, kpis, also }: Field): string {
  const uses = [kpis.map((id) => `\`${id}\``).join(", "), also ?? ""].filter(Boolean);
  return `- **${name}**: ${uses.join("; ") || "nothing yet"}`;
}

/** What is read, for which KPIs and how long it is kept, as Markdown. */
export function fieldCatalogue(): string {
  const groups = fieldGroups.map(({ thing, kept, fields }) =>
    [`## ${thing}`, `How long: ${kept}.`, fields.map(line).join("\n")].join("\n\n"),
  );
  return [
    "# What is read, and what for",
    "Written by `npm run kpis` from [fields.ts](fields.ts); a test fails when it is out of date, or when something " +
      "is asked of Shopify that stands nowhere here. A KPI that is built on others uses what they are counted of. " +
      "How long what does not live with the shop is kept: [retention.server.ts](../ingest/retention.server.ts).",
    `Read and not used yet: ${unusedFields().join(", ")}.`,
    ...groups,
  ]
    .join("\n\n")
    .concat("\n");
}
