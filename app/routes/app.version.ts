import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { findShop } from "../ledger/shop.server.ts";
import { runtime } from "../runtime.server.ts";
import { authenticate } from "../shopify.server.ts";
import { versions } from "../version.server.ts";

/** Below the 30 s after which proxies between browser and app give a silent answer up. */
const holdMs = 25_000;
const Since = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);

/** `GET /app/version?since=N` → `{version}`, as soon as it is greater than N, at most 25 s later. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await authenticate.admin(request);
  const since = Since.safeParse(new URL(request.url).searchParams.get("since"));
  if (!since.success) {
    return Response.json({ error: "got no version, expected ?since=<number>" }, { status: 400 });
  }
  const shop = await findShop(runtime().db, session.shop);
  if (!shop) return Response.json({ error: "shop not installed" }, { status: 404 });
  const version = await versions().wait(shop.id, since.data, { holdMs, signal: request.signal });
  return Response.json(
    { version: version.toString() },
    { headers: { "Cache-Control": "no-store" } },
  );
}
