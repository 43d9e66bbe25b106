// The bodies that Shopify documents for its topics, read in place where the data folder exists.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const data =
  process.env.FOURFOLD_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

export const payloadFolder = `${data}/shopify/payloads`;

/**
 * Topic and body text of every payload, as of this shop where they leave its name open; empty where the
 * folder is absent.
 */
export function shopifyPayloads(domain: string): { topic: string; body: string }[] {
  if (!existsSync(payloadFolder)) return [];
  return readdirSync(payloadFolder).map((file) => ({
    topic: file.replace(".json", "").replace("__", "/"),
    body: readFileSync(`${payloadFolder}/${file}`, "utf8").replaceAll(
      "{shop}.myshopify.com",
      domain,
    ),
  }));
}
