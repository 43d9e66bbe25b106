// The OpenAPI 3.1 document, from the schemas that parse what is asked and describe what is answered.
import { z } from "zod";
import type { Endpoint } from "./endpoint.ts";

type Schema = Record<string, unknown>;

/** Without the name of the dialect, which the document tells once. */
function schemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output" }) as Schema;
  return rest;
}

function parameters(query: z.ZodObject): Schema[] {
  return Object.entries(query.shape).map(([name, given]) => {
    const schema = given as z.ZodType;
    const { description, ...rest } = schemaOf(schema);
    return {
      name,
      in: "query",
      required: !schema.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

const json = (schema: Schema) => ({ "application/json": { schema } });

export const errorAnswer = z.strictObject({
  error: z.strictObject({ got: z.string(), expected: z.string(), todo: z.string() }),
});

const problems: Readonly<Record<string, string>> = {
  "400": "A question that cannot be answered",
  "401": "No key, an unknown or a revoked one",
  "403": "A key without the scope, or a shop that removed the app",
  "404": "Nothing of that name",
  "429": "Too many requests of one key in a minute; Retry-After tells when to go on",
};

function operation({ path, scope, words, query, answer }: Endpoint): Schema {
  const failures = Object.entries(problems).map(([code, description]) => [
    code,
    {
      description,
      ...(code === "429"
        ? { headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds" } } }
        : {}),
      content: json({ $ref: "#/components/schemas/Error" }),
    },
  ]);
  return {
    operationId: path,
    summary: words,
    description: `Needs a key with the scope ${scope}.`,
    security: [{ key: [] }],
    parameters: parameters(query),
    responses: {
      "200": { description: words, content: json(schemaOf(answer)) },
      ...Object.fromEntries(failures),
    },
  };
}

export function openApiDocument(endpoints: readonly Endpoint[], version: string): Schema {
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "Fourfold",
      version,
      description:
        "The numbers of a shop, as its panels and the command line have them. Money is decimal text in " +
        "major units, ratios are fractions, periods end before their last day.",
    },
    servers: [{ url: "/api/v1" }],
    paths: Object.fromEntries(endpoints.map((each) => [`/${each.path}`, { get: operation(each) }])),
    components: {
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "An access key of Settings or of `fourfold access-key`",
        },
      },
      schemas: { Error: schemaOf(errorAnswer) },
    },
  };
}
