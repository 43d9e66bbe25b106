// Who may ask in the admin's name. The pages of buyers (checkout, customer account) hold tokens made out
// to the same app under the same secret; Shopify's library looks at signature, audience and times only, so
// it would let a buyer in as staff. Of a buyer's token `sid` is missing always, `iss` sometimes, and `sub`
// is a customer's gid or missing.
import { claimsOf } from "./ingest/survey-token.ts";

const shopAddress = /^https:\/\/[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** Whether a token says that it is staff's; whether that is true, its signature tells. */
export function isAdminsToken(token: string): boolean {
  const { iss, dest, sid, sub } = claimsOf(token);
  return (
    typeof dest === "string" &&
    shopAddress.test(dest) &&
    iss === `${dest}/admin` &&
    typeof sid === "string" &&
    sid !== "" &&
    /^\d+$/.test(String(sub))
  );
}

export const notAdmins = "got a token that is not the admin's, expected the admin's id token";

/**
 * Throws a 401 for a request with a token, where Shopify's library looks for one, that is not staff's. A
 * request without any passes: the library shows it the way.
 */
export function refuseOthersTokens(request: Request): void {
  const inHeader = request.headers.get("authorization")?.replace("Bearer ", "");
  const inAddress = new URL(request.url).searchParams.get("id_token");
  for (const token of [inHeader, inAddress]) {
    if (token && !isAdminsToken(token)) throw new Response(notAdmins, { status: 401 });
  }
}
