import "./load-env.server.ts";
import { main } from "./fourfold/main.ts";

process.stdout.on("error", () => {});
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  open: async () => (await import("../db.server.ts")).openDatabase(),
  now: () => new Date(),
});
