// Bulk operations: asked for, run beside everything else, ended, their results laid out.
import { execute, type DocumentNode, type FieldNode, type GraphQLSchema } from "graphql";
import type { Roots, Selected } from "../graph-root.ts";
import { createRandom } from "../random.ts";
import { gid } from "../store.ts";
import type { Weather } from "../weather.ts";
import { linesOf, mix } from "./lines.ts";
import { bulkFaults } from "./rules.ts";

/** Shopify's limits: five bulk queries at once for an app and shop, results for seven days. */
const atOnce = 5;
const resultMs = 7 * 86_400_000;
/** Things read before other work gets its turn. */
const batch = 200;

export type BulkOperation = {
  id: string;
  query: string;
  type: "QUERY";
  status: "CREATED" | "RUNNING" | "CANCELING" | "COMPLETED" | "FAILED" | "CANCELED" | "EXPIRED";
  errorCode: string | null;
  createdAt: string;
  completedAt: string | null;
  objectCount: string;
  rootObjectCount: string;
  fileSize: string | null;
  url: string | null;
  partialDataUrl: string | null;
};

export type BulkOptions = {
  schema: GraphQLSchema;
  roots: Roots;
  /** What else keeps a query from running: the schema's errors. */
  prepare(query: string): { document: DocumentNode } | { faults: string[] };
  /** Scopes that lack, at any moment of the run. */
  denied(document: DocumentNode): string[];
  weather: Weather;
  now: () => Date;
  /** Address of a result. */
  urlOf(name: string): string;
  finished(operation: BulkOperation): void;
};

type UserError = { field: string[] | null; message: string; code: string };

export type Bulk = {
  run(query: string): { bulkOperation: BulkOperation | null; userErrors: UserError[] };
  get(id: string): BulkOperation | null;
  all(): BulkOperation[];
  cancel(id: string): { bulkOperation: BulkOperation | null; userErrors: UserError[] };
  /** A result by its name; null when it is not there (any more). */
  download(name: string): Buffer | null;
};

const pause = (ms: number) =>
  new Promise<void>((resolve) =>
    ms > 0 ? setTimeout(resolve, ms).unref() : setImmediate(resolve),
  );

export function createBulk(options: BulkOptions): Bulk {
  const { schema, weather, now } = options;
  const operations = new Map<string, BulkOperation>();
  const results = new Map<string, { body: Buffer; until: number }>();
  const isCanceling = ({ status }: BulkOperation) => status === "CANCELING";
  const isLive = ({ status }: BulkOperation) =>
    ["CREATED", "RUNNING", "CANCELING"].includes(status);

  const refuse = (code: string, ...messages: string[]) => ({
    bulkOperation: null,
    userErrors: messages.map((message) => ({ field: ["query"], message, code })),
  });

  function layOut(operation: BulkOperation, lines: string[]): string | null {
    if (lines.length === 0) return null;
    const name = `bulk-${operation.id.split("/").at(-1)}.jsonl`;
    const body = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    results.set(name, { body, until: now().getTime() + resultMs });
    operation.fileSize = String(body.length);
    return options.urlOf(name);
  }

  function end(operation: BulkOperation, status: BulkOperation["status"], lines: string[]): void {
    operation.status = status;
    operation.completedAt = now().toISOString();
    operation.objectCount = String(lines.length);
    if (status === "COMPLETED") operation.url = layOut(operation, lines);
    else {
      const kept = weather.bulk.partialLines ?? 0;
      operation.partialDataUrl = layOut(operation, lines.slice(0, kept));
    }
    if (weather.bulk.finishWebhook) options.finished(operation);
  }

  /** How an operation ends by the weather; a limited number of them are hit. */
  function spoiled(): BulkOperation["status"] | null {
    const { bulk } = weather;
    if (bulk.ends === "completed" || bulk.times === 0) return null;
    if (bulk.times !== null) bulk.times -= 1;
    return bulk.ends.toUpperCase() as BulkOperation["status"];
  }

  async function work(operation: BulkOperation, document: DocumentNode): Promise<void> {
    await pause(weather.bulk.startMs);
    if (operation.status === "CREATED") operation.status = "RUNNING";
    const field = rootField(document);
    const lines: string[] = [];
    let selected: Selected | undefined;
    for (let at = 0; ; at += batch) {
      if (isCanceling(operation)) return end(operation, "CANCELED", []);
      const lacking = options.denied(document);
      if (lacking.length > 0) {
        operation.errorCode = "ACCESS_DENIED";
        return end(operation, "FAILED", lines);
      }
      const rootValue = {
        [field]: (args: object) => {
          selected ??= options.roots[field]!(args);
          const { items, toNode } = selected;
          return {
            edges: items.slice(at, at + batch).map((item) => ({ node: toNode(item as never) })),
          };
        },
      };
      const answer = await execute({ schema, document, rootValue });
      if (answer.errors) throw answer.errors[0]!;
      for (const line of linesOf(structuredClone(answer.data))) lines.push(line);
      operation.objectCount = String(lines.length);
      operation.rootObjectCount = String(Math.min(at + batch, selected?.items.length ?? 0));
      if (!selected || at + batch >= selected.items.length) break;
      await pause(0);
    }
    await pause(weather.bulk.runMs);
    mix(lines, createRandom(operations.size));
    const spoilt = isCanceling(operation) ? "CANCELED" : spoiled();
    if (spoilt === "FAILED")
      operation.errorCode = weather.bulk.errorCode ?? "INTERNAL_SERVER_ERROR";
    end(operation, spoilt ?? "COMPLETED", lines);
  }

  return {
    run(query) {
      const prepared = options.prepare(query);
      if ("faults" in prepared) return refuse("INVALID", ...prepared.faults);
      const { document } = prepared;
      const faults = bulkFaults(schema, query, document);
      if (faults.length > 0) return refuse("INVALID", ...faults);
      const lacking = options.denied(document);
      if (lacking.length > 0) return refuse("INVALID", ...lacking);
      const field = rootField(document);
      if (!options.roots[field]) throw new Error(`The stand-in cannot read ${field} in bulk.`);
      // Words of the schema for these codes (BulkOperationUserErrorCode).
      if (weather.bulk.inProgress > 0) {
        weather.bulk.inProgress -= 1;
        return refuse("OPERATION_IN_PROGRESS", "A bulk operation is already in progress.");
      }
      if ([...operations.values()].filter(isLive).length + weather.bulk.taken >= atOnce) {
        return refuse("LIMIT_REACHED", "Bulk operations limit reached. Please try again later.");
      }
      const operation: BulkOperation = {
        id: gid("BulkOperation", 5_000_001 + operations.size),
        query,
        type: "QUERY",
        status: "CREATED",
        errorCode: null,
        createdAt: now().toISOString(),
        completedAt: null,
        objectCount: "0",
        rootObjectCount: "0",
        fileSize: null,
        url: null,
        partialDataUrl: null,
      };
      operations.set(operation.id, operation);
      // A fault of the stand-in itself ends the operation too, and says what it is.
      void work(operation, document).catch((error: Error) => {
        process.stderr.write(`stand-in: ${operation.id}: ${error.message}\n`);
        operation.errorCode = "INTERNAL_SERVER_ERROR";
        end(operation, "FAILED", []);
      });
      return { bulkOperation: { ...operation }, userErrors: [] };
    },
    get: (id) => operations.get(id) ?? null,
    all: () => [...operations.values()],
    cancel(id) {
      const operation = operations.get(id);
      if (!operation) return refuse("INVALID", "Bulk operation does not exist");
      if (isLive(operation)) operation.status = "CANCELING";
      return { bulkOperation: operation, userErrors: [] };
    },
    download(name) {
      const result = results.get(name);
      if (!result || weather.bulk.gone || now().getTime() > result.until) return null;
      return result.body;
    },
  };
}

function rootField(document: DocumentNode): string {
  for (const definition of document.definitions) {
    if (definition.kind !== "OperationDefinition") continue;
    return (definition.selectionSet.selections[0] as FieldNode).name.value;
  }
  return "";
}
