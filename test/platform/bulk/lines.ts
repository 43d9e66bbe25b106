// A nested answer as ungrouped JSONL: a line a node; what hangs on it by a connection stands in lines
// of its own that name their parent. Their order says nothing, so they are mixed.
import type { Random } from "../random.ts";

type Node = Record<string, unknown>;
type Edges = { edges: { node: Node }[] };

const isEdges = (value: unknown): value is Edges =>
  typeof value === "object" && value !== null && "edges" in value;

/** Takes connections out of a node, nested ones too, and answers them. */
function takeConnections(node: Node): Edges[] {
  return Object.entries(node).flatMap(([name, value]) => {
    if (isEdges(value)) {
      delete node[name];
      return [value];
    }
    const isPlain = typeof value === "object" && value !== null && !Array.isArray(value);
    return isPlain ? takeConnections(value as Node) : [];
  });
}

/** @param data what one bulk query was answered; it is taken apart */
export function linesOf(data: unknown): string[] {
  const lines: string[] = [];
  const visit = ({ edges }: Edges, parent: unknown) => {
    for (const { node } of edges) {
      const children = takeConnections(node);
      lines.push(JSON.stringify(parent === null ? node : { ...node, __parentId: parent }));
      for (const child of children) visit(child, node.id);
    }
  };
  for (const root of Object.values(data as Record<string, Edges>)) visit(root, null);
  return lines;
}

/** Fisher and Yates. Changes the lines in place. */
export function mix(lines: string[], random: Random): string[] {
  for (let i = lines.length - 1; i > 0; i -= 1) {
    const j = random.whole(0, i);
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
  }
  return lines;
}
