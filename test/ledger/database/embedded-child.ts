// A process of its own for embedded.test.ts: opens the database of a home, says started or joined,
// then waits to be killed, leaves, or ends without leaving.
import { setTimeout as sleep } from "node:timers/promises";
import { openEmbedded } from "../../../app/ledger/database/embedded.server.ts";

const [, , home = "", end] = process.argv;
const database = await openEmbedded(home);
process.stdout.write(database.joined ? "joined\n" : "started\n");
if (end === "wait") await sleep(60_000);
if (end === "leave") await database.leave();
process.exit();
