import type { LoaderFunctionArgs } from "@remix-run/node";
import { authenticate } from "../shopify.server.ts";

/** Any other address below /app: told inside the frame, for the signed-in shop only. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticate.admin(request);
  throw new Response("missing", { status: 404 });
}

export default function Missing() {
  return null;
}
