// The scorecard by a link, for people without the admin.
import type { LoaderFunctionArgs } from "@remix-run/node";
import { Share, ShareRefusal } from "../panels/share.tsx";
import { runtime } from "../runtime.server.ts";
import { readShared, refusals, shareAnswer } from "../share-page.server.tsx";
import { openShare } from "../share.server.ts";

/** `GET /share/:token?period=` as chosen-period.ts has it; refusals as share.server.ts has them. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const now = new Date();
  const opened = await openShare(runtime().db, params["token"] ?? "", now);
  if ("status" in opened) {
    const { status, waitSeconds } = opened;
    const kind = refusals[status];
    const more = waitSeconds ? { "Retry-After": String(waitSeconds) } : undefined;
    return shareAnswer((styles) => <ShareRefusal kind={kind} styles={styles} />, status, more);
  }
  const shared = await readShared(opened, new URL(request.url).searchParams, now);
  return shareAnswer((styles) => <Share {...shared} styles={styles} />, 200);
}
