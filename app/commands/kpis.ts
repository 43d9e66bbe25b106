// npm run kpis: writes the KPI catalogue from the declarations.
import { writeFileSync } from "node:fs";
import { catalogue } from "../kpis/catalogue.ts";

const file = new URL("../kpis/README.md", import.meta.url);
writeFileSync(file, catalogue());
process.stdout.write("app/kpis/README.md written\n");
