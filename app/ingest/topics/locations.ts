// locations/*: where a sale at a till belongs, when the order names no address.
import { z } from "zod";
import type { LocationFact } from "../../ledger/facts.ts";
import { placeOf } from "../counting/region.ts";
import { versionOf } from "../counting/version.ts";
import { heardOf, id, optionalInstant, text } from "./fields.ts";
import { defineTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

const locationBody = z.object({
  id,
  name: text,
  active: z.boolean().nullish(),
  country_code: text,
  province_code: text,
  zip: text,
  updated_at: optionalInstant,
});

export const locationTopics: Topic[] = ["create", "update"].map((name) =>
  defineTopic({
    topic: `locations/${name}`,
    scope: "read_locations",
    schema: locationBody,
    read(body, meta) {
      const content: Omit<LocationFact, "version"> = {
        kind: "location",
        id: body.id,
        name: body.name ?? "",
        active: body.active ?? true,
        ...placeOf({
          country: body.country_code,
          province: body.province_code,
          postcode: body.zip,
        }),
      };
      const version = versionOf(body.updated_at, heardOf(meta), content);
      return { facts: [{ ...content, version }] };
    },
  }),
);
