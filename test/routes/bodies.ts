/** Bodies that the source of an action might take: each of its shapes, every text the id. */
export function bodiesOf(source: string, id: string): Record<string, unknown>[] {
  const shapes = [...source.matchAll(/z\s*\.(?:loose|strict)?[oO]bject\(\{([^]*?)\}\)/g)];
  return shapes.map(([, fields = ""]) =>
    Object.fromEntries(
      [...fields.matchAll(/(\w+):\s*((?:[^,(]|\((?:[^()]|\([^()]*\))*\))+)/g)].map(
        ([, name = "", type = ""]) => [name, valueOf(type, id)],
      ),
    ),
  );
}

function valueOf(type: string, id: string): unknown {
  const [, literal] = /literal\("([^"]+)"\)/.exec(type) ?? [];
  if (literal !== undefined) return literal;
  const [, first] = /enum\(\["([^"]*)"/.exec(type) ?? [];
  if (first !== undefined) return first;
  if (type.includes("boolean")) return true;
  if (type.includes("array")) return type.includes("number") ? [0] : [id];
  return type.includes("number") ? 1 : id;
}
