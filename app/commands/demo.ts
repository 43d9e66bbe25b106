// `npm run demo`: the whole product on one machine, with a stand-in for Shopify and made-up trade.
import { runDemo } from "./demo.server.ts";

await runDemo({ dev: false });
