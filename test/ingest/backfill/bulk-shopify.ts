// A small Shopify for tests of the backfill: bulk operations over a store of the stand-in, executed
// on the real Admin schema, their results served by HTTP. Every failure can be asked for.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { bulkQueries, pollBulk, runBulk } from "../../../app/ingest/backfill/documents.ts";
import type { BackfillKind } from "../../../app/ingest/backfill/kinds.ts";
import type { Graphql, GraphqlAnswer } from "../../../app/ingest/refetch.server.ts";

type Node = Record<string, unknown>;
type Connection = { edges: { node: Node }[] };

const isConnection = (value: unknown): value is Connection =>
  typeof value === "object" && value !== null && "edges" in value;

/** Takes connections out of a node, nested ones too; answers them with what they hang on. */
function takeConnections(node: Node): Connection[] {
  return Object.entries(node).flatMap(([name, value]) => {
    if (isConnection(value)) {
      delete node[name];
      return [value];
    }
    const isPlain = typeof value === "object" && value !== null && !Array.isArray(value);
    return isPlain ? takeConnections(value as Node) : [];
  });
}

/** A nested answer as ungrouped JSONL: a line a node, children naming their parent. */
export function flatten(data: unknown): string[] {
  const lines: string[] = [];
  const visit = (connection: Connection, parent: string | null) => {
    for (const { node } of connection.edges) {
      const children = takeConnections(node);
      lines.push(JSON.stringify(parent === null ? node : { ...node, __parentId: parent }));
      for (const child of children) visit(child, String(node.id));
    }
  };
  for (const root of Object.values(data as Record<string, Connection>)) visit(root, null);
  return lines;
}

export type Operation = {
  id: string;
  kind: BackfillKind;
  status: string;
  errorCode: string | null;
  objectCount: string;
  url: string | null;
  partialDataUrl: string | null;
};

export type BulkShopify = {
  graphql: Graphql;
  operations: Operation[];
  /** What answers instead of Shopify; undefined: Shopify does. Default never. */
  instead: (query: string, variables: Record<string, unknown>) => GraphqlAnswer | undefined;
  /** Changes an operation at its end. Default it completes. */
  ends: (operation: Operation, lines: string[]) => void;
  /** Status and bytes of a download. Default 200 and the packed file. */
  serves: (body: Buffer, path: string) => { status: number; body: Buffer };
  close(): Promise<void>;
};

/** @param linesOf the lines of a kind's result, in any order */
export async function bulkShopify(
  linesOf: (kind: BackfillKind) => Promise<string[]> | string[],
): Promise<BulkShopify> {
  const files = new Map<string, Buffer>();
  const server = createServer((req, res) => {
    const body = files.get(req.url ?? "");
    const answer = body ? shop.serves(body, req.url ?? "") : { status: 404, body: Buffer.alloc(0) };
    res.writeHead(answer.status, { "Content-Length": body?.length ?? 0 });
    res.write(answer.body);
    if (answer.body.length < (body?.length ?? 0)) res.destroy();
    else res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  async function run(query: string): Promise<Operation> {
    const kind = Object.entries(bulkQueries).find(([, text]) => text === query)?.[0];
    if (!kind) throw new Error(`got a query that is not published: ${query}`);
    const lines = await linesOf(kind as BackfillKind);
    const id = `gid://shopify/BulkOperation/${shop.operations.length + 1}`;
    const path = `/${shop.operations.length + 1}.jsonl`;
    const operation: Operation = {
      id,
      kind: kind as BackfillKind,
      status: "COMPLETED",
      errorCode: null,
      objectCount: String(lines.length),
      url: lines.length > 0 ? `http://127.0.0.1:${port}${path}` : null,
      partialDataUrl: null,
    };
    shop.ends(operation, lines);
    files.set(path, gzipSync(lines.map((line) => `${line}\n`).join("")));
    shop.operations.push(operation);
    return operation;
  }

  const shop: BulkShopify = {
    operations: [],
    instead: () => undefined,
    ends: () => {},
    serves: (body) => ({ status: 200, body }),
    async graphql(query, variables) {
      const instead = shop.instead(query, variables);
      if (instead) return instead;
      if (query === runBulk) {
        const { id } = await run(variables.query as string);
        const bulkOperation = { id, status: "CREATED" };
        return { data: { bulkOperationRunQuery: { bulkOperation, userErrors: [] } } };
      }
      if (query !== pollBulk) throw new Error(`got ${query}, expected a poll`);
      return {
        data: { bulkOperation: shop.operations.find(({ id }) => id === variables.id) ?? null },
      };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return shop;
}
