// npm run kpis: writes the catalogues of KPIs and of what they are counted of from the declarations.
import { writeFileSync } from "node:fs";
import { catalogue } from "../kpis/catalogue.ts";
import { fieldCatalogue } from "../kpis/field-catalogue.ts";

const written = { "README.md": catalogue(), "FIELDS.md": fieldCatalogue() };
for (const [name, text] of Object.entries(written)) {
  writeFileSync(new URL(`../kpis/${name}`, import.meta.url), text);
  process.stdout.write(`app/kpis/${name} written\n`);
}
