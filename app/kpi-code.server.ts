// The declaration of each KPI as it stands in the code, taken in when the pages are built.
const files = Object.entries(
  import.meta.glob<string>("./kpis/*/*.ts", { query: "?raw", import: "default", eager: true }),
);

export type KpiCode = {
  /** From the project's folder. */
  path: string;
  /** The formula as the code has it. */
  text: string;
};

const declared = /\n {2}formula(?:: ([\s\S]*?))?,\n {2}words:/;
const code = (path: string, text: string): KpiCode => ({ path: path.replace("./", "app/"), text });

/** Null for a KPI that no file of its own declares. */
export function kpiCode(id: string): KpiCode | null {
  const own = files.find(([path]) => path.endsWith(`/${id}.ts`));
  const found = declared.exec(own?.[1] ?? "");
  if (!own || !found) return null;
  const [, told = "formula"] = found;
  if (!/^\w+$/.test(told)) return code(own[0], told);
  // One with a name stands above the declaration, or beside the formulas.
  const named = new RegExp(`const ${told}\\b[^=]* = ([\\s\\S]*?\\n[\\])}]+);\\n`);
  for (const [path, whole] of [own, ...files]) {
    const text = named.exec(whole)?.[1];
    if (text) return code(path, text);
  }
  return code(own[0], told);
}
