// What a route answers, as one text to search in.
/** All that a loader, an action or a refusal says, as text. */
export async function told(run: () => unknown): Promise<string> {
  try {
    return await asText(await run());
  } catch (thrown) {
    if (thrown instanceof Response) return `${thrown.status} ${await thrown.text()}`;
    // What breaks is another test's matter, as long as it says nothing.
    return `500 ${(thrown as Error).message}`;
  }
}

/** The same with its status; what a route hands to its page is a 200. */
export async function answered(run: () => unknown): Promise<{ status: number; text: string }> {
  let status = 200;
  const text = await told(async () => {
    const value = await run();
    status = (value as { init?: { status?: number } | null } | null)?.init?.status ?? status;
    return value;
  });
  const [, refused] = /^([1-5]\d\d) /.exec(text) ?? [];
  return { status: Number(refused ?? status), text };
}

async function asText(value: unknown): Promise<string> {
  if (value instanceof Response) return `${value.status} ${await value.text()}`;
  const settled = async (part: unknown): Promise<unknown> => {
    const found = await part;
    if (typeof found === "bigint") return String(found);
    if (found instanceof Date || typeof found !== "object" || found === null) return found;
    if (Array.isArray(found)) return Promise.all(found.map(settled));
    const entries = Object.entries(found).map(async ([key, each]) => [key, await settled(each)]);
    return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]);
  };
  return JSON.stringify(await settled(value)) ?? "";
}
