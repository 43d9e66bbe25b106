// Shopify Flow's door: it takes what an app's trigger extensions declare and nothing else. Its words for
// what it refuses are ours; no source for Shopify's own was seen.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type FlowTrigger = { handle: string; fields: { key: string; type: string }[] };
export type Received = { handle: string; payload: Record<string, unknown> };

const value = (text: string, key: string) =>
  new RegExp(`^\\s*${key}\\s*=\\s*"([^"]*)"`, "m").exec(text)?.[1] ?? "";

/** Flow triggers among the extensions below a folder. */
export function readTriggers(folder: string): FlowTrigger[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(join(folder, name, "shopify.extension.toml"), "utf8"))
    .filter((text) => value(text, "type") === "flow_trigger")
    .map((text) => ({
      handle: value(text, "handle"),
      fields: text
        .split(/^\s*\[\[settings\.fields\]\]/m)
        .slice(1)
        .map((field) => ({ key: value(field, "key"), type: value(field, "type") })),
    }));
}

const types: Record<string, "string" | "number"> = {
  single_line_text_field: "string",
  number_decimal: "number",
};

function faultsOf(triggers: readonly FlowTrigger[], { handle, payload }: Received): string[] {
  const trigger = triggers.find((each) => each.handle === handle);
  if (!trigger) return [`no trigger has the handle ${handle}`];
  if (JSON.stringify(payload).length >= 50_000) return ["the payload is larger than 50,000 bytes"];
  const keys = new Set(trigger.fields.map(({ key }) => key));
  return [
    ...Object.keys(payload)
      .filter((key) => !keys.has(key))
      .map((key) => `${key} is not declared`),
    ...trigger.fields
      .filter(({ key, type }) => typeof payload[key] !== types[type])
      .map(({ key, type }) => `${key} is no ${type}`),
  ];
}

export function createFlow(triggers: readonly FlowTrigger[]) {
  const received: Received[] = [];
  return {
    received,
    /** The mutation's answer. */
    take(event: Received) {
      const faults = faultsOf(triggers, event);
      if (faults.length === 0) received.push(event);
      return { userErrors: faults.map((message) => ({ field: ["payload"], message })) };
    },
  };
}
