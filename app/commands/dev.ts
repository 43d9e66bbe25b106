// `npm run dev`: the demo with pages compiled as they are asked for.
import { runDemo } from "./demo.server.ts";

await runDemo({ dev: true });
