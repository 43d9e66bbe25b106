import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { answer, openApi, refusal } from "../../api.server.ts";
import { endpoints } from "./endpoints.ts";
import { openApiDocument } from "./openapi.ts";

/** Of the addresses below /api/v1, which outlive versions of the app. */
const apiVersion = "1.0.0";

/**
 * `GET /api/v1/<path>` → JSON of one endpoint, for an access key with its scope;
 * `GET /api/v1/openapi.json` → what they are, for anybody.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const path = params["*"] ?? "";
  if (path === "openapi.json") return answer(openApiDocument(endpoints, apiVersion));
  const found = endpoints.find((each) => each.path === path);
  if (!found) {
    const known = endpoints.map((each) => each.path).join(", ");
    throw refusal(404, `/api/v1/${path}`, `one of ${known}, openapi.json`);
  }
  const { db, shop, search } = await openApi(request, found.scope);
  const asked = found.query.safeParse(Object.fromEntries(search));
  if (!asked.success) throw refusal(400, `?${[...search.keys()].join("&")}`, wrong(asked.error));
  const given = await found.run({ db, shop, now: new Date() }, asked.data);
  if (!given) throw refusal(404, path, "something that the shop knows");
  // As JSON: instants are text there.
  return answer(found.answer.parse(JSON.parse(JSON.stringify(given))) as object);
}

/** "from: Invalid input; limit: Too big" */
function wrong(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "))
    .join("; ");
}

/** Reading is all that is offered. */
export async function action(): Promise<never> {
  throw refusal(405, "a request that writes", "GET");
}
