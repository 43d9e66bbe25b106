// Started by a process that ends without closing its embedded database; see embedded.server.ts.
import { leaveFor } from "./embedded.server.ts";

const home = process.argv[2];
if (home) await leaveFor(home).catch(() => (process.exitCode = 1));
