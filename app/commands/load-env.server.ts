// Imported first by a process that runs on a real shop: what .env says, under what is set already.
// The demo is left alone, so that it never opens a real shop's database.
import { existsSync } from "node:fs";
import { join } from "node:path";

const file = join(import.meta.dirname, "../../.env");
if (process.env.FOURFOLD_DEMO !== "1" && existsSync(file)) process.loadEnvFile(file);
