import { expect, test } from "vitest";
import { SavedViews } from "../../app/panels/saved-views.tsx";
import { shown } from "./shown.tsx";

const none = { q: null, status: null, sort: null, dir: null };

test("a saved view is a plain link that sets the list as it was, and says when it is shown", async () => {
  const views = [
    { id: "1", name: "Least first", chosen: { ...none, sort: "units", dir: "up" }, isShown: false },
    { id: "2", name: "Shirts", chosen: { ...none, q: "shirt" }, isShown: true },
  ];
  const { html, text } = await shown(
    <SavedViews list="stock" views={views} />,
    "/app/stock?shop=a.myshopify.com&period=7&q=shirt&after=9.x",
  );
  const address = "/app/stock?shop=a.myshopify.com&amp;period=7";
  const links = [...html.matchAll(/<a ([^>]*)>([^<]*)</g)].map(([, about = "", name]) => [
    ...[name, /href="([^"]*)"/.exec(about)?.[1], /aria-current="([^"]*)"/.exec(about)?.[1]],
  ]);
  expect(links).toEqual([
    ["Least first", `${address}&amp;sort=units&amp;dir=up`, undefined],
    ["Shirts", `${address}&amp;q=shirt`, "true"],
  ]);
  expect(html).toContain('aria-label="Delete the view Least first"');
  expect(text).toContain("Save this view");
});

test("without a view there is only the way to save one, and it says what is kept", async () => {
  const { html, text } = await shown(<SavedViews list="customers" views={[]} />, "/app/customers");
  expect(html).not.toContain("<nav");
  expect(text).toContain("Whom you search for is not kept.");
});
