// What the blocks ask the app. The admin resolves the path against the app's own address.

export type Asked = { of: "customer" | "product"; id: string; token(): Promise<string | null> };
export type Item = { product: string; title: string; reason: string };
export type Answer = {
  items: Item[];
  /** What a customer buys again; empty beside a product. */
  again: Item[];
  /** What an empty list waits for; null otherwise. */
  needs: string | null;
};

/** Rejects when the app does not answer, or refuses. */
export async function readList({ of, id, token }: Asked): Promise<Answer> {
  const bearer = await token();
  const answer = await fetch(`/api/lists?${new URLSearchParams({ [of]: id })}`, {
    headers: { Authorization: `Bearer ${bearer ?? ""}` },
  });
  if (!answer.ok) throw new Error(`got status ${answer.status}`);
  return (await answer.json()) as Answer;
}
