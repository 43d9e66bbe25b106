// `npm start`: serves until it is told to stop. Started by the demo it also tells its port.
import "./load-env.server.ts";
import { env } from "../env.server.ts";
import { hearConsole, log } from "../log.server.ts";
import { serve } from "./serve.server.ts";

/** Hosts kill after ten seconds. */
const endWithinMs = 9_500;

const dev = process.argv.includes("--dev");
if (!dev) hearConsole();

try {
  const served = await serve({ port: env.PORT, role: env.ROLE, dev });
  process.send?.({ port: served.port });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    log.info({}, "stopping");
    setTimeout(() => {
      log.warn({}, "what still ran had to be left: it begins again with the next start");
      process.exit(1);
    }, endWithinMs);
    await served.close();
    process.exit(0);
  };
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
  // Its starter is gone: nobody else would stop it.
  process.on("disconnect", () => void stop());
} catch (error) {
  log.error({}, (error as Error).message);
  process.exit(1);
}
