// Setting up a shop: first steps, a target that turns a number on or off, a promise, a file.
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

let logged = "";
/** Told once, and never to a log. */
const secrets: string[] = [];

const { openAdmin, shop, browser } = adminForTests({
  log: (text) => (logged += text),
  async furnish(shop) {
    // More than ten orders, so that their average can be told from a target.
    for (let order = 0; order < 12; order += 1) await shop.sell();
  },
});

browserTest("a step is skipped and taken up again", { timeout: 120_000 }, async () => {
  const { frame, complaints, close } = await openAdmin();
  const survey = frame.locator('[data-step="survey"]');
  await survey.getByRole("button", { name: "Skip" }).click();
  await survey.getByText("Skipped").waitFor();
  await survey.getByRole("button", { name: "Do it after all" }).click();
  await survey.getByText("To do").waitFor();
  expect(complaints).toEqual([]);
  await close();
});

browserTest(
  "a target set in Settings turns the number's status on Home, and its first step done",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    const step = (id: string) => frame.locator(`[data-step="${id}"]`);
    const status = frame.locator('[data-row="cancel-rate"]');
    await status.getByText("No target").waitFor();
    await step("targets").getByText("To do").waitFor();
    await step("targets").getByRole("link", { name: "Set targets" }).click();

    await frame.getByRole("button", { name: "Add target" }).click();
    await frame.getByLabel("Number", { exact: true }).selectOption("cancel-rate");
    await frame.getByLabel("Target", { exact: true }).fill("120");
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    await bar.getByRole("button", { name: "Save" }).click();
    await frame.getByText("At most 100", { exact: true }).waitFor();
    // Nothing typed is lost, and one field mends it.
    expect(await frame.getByLabel("Number", { exact: true }).inputValue()).toBe("cancel-rate");
    await frame.getByLabel("Target", { exact: true }).fill("80");
    await frame.getByLabel("Shipped within").fill("1.5");
    await frame.getByLabel("Unit").first().selectOption("days");
    await bar.getByRole("button", { name: "Save" }).click();
    await page.getByText("Settings saved").waitFor();
    await bar.waitFor({ state: "hidden" });
    await expect.poll(() => frame.getByText("being recounted").count()).toBe(0);
    expect(await frame.getByLabel("Shipped within").inputValue()).toBe("36");

    await page.getByRole("link", { name: "Scorecard" }).click();
    await step("targets").getByText("Done").waitFor();
    await step("promise").getByText("Done").waitFor();
    await status.getByText("On", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "a region of one's own is told what is wrong with it, then holds the orders of its places",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    await page.getByRole("link", { name: "Settings" }).click();
    await frame.getByRole("button", { name: "Add region" }).click();
    await frame.getByLabel("Name", { exact: true }).fill("Home");
    await frame.getByLabel("Places").fill("Germany, Atlantis");
    const save = page.getByRole("button", { name: "Save" });
    await save.click();
    await frame.getByText("“Atlantis” is no country and no province such as US-CA").waitFor();
    await frame.getByLabel("Places").fill("Germany");
    await save.click();
    await page.getByText("Settings saved").waitFor();
    await expect.poll(() => frame.getByLabel("Places").inputValue()).toBe("DE");
    await expect.poll(() => frame.getByText("put into its region").count()).toBe(0);
    await page.getByRole("link", { name: "Scorecard" }).click();
    await frame.locator('[data-kpi="net-sales"]').click();
    await frame.getByRole("link", { name: "Region" }).click();
    // Sold over the counter at a place in Leipzig.
    await frame
      .getByRole("table", { name: "Net sales by Region" })
      .getByRole("rowheader", { name: "Home" })
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "a region by postcode behind its whole country is refused, and before it takes its orders",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    await page.getByRole("link", { name: "Settings" }).click();
    await frame.getByRole("button", { name: "Add region" }).click();
    const last = frame
      .getByRole("group")
      .filter({ has: frame.getByLabel("Places") })
      .last();
    await last.getByLabel("Name", { exact: true }).fill("Leipzig");
    await last.getByLabel("Places").fill("Germany 04000-04999");
    const save = page.getByRole("button", { name: "Save" });
    await save.click();
    await frame.getByText("DE of “Home” holds DE 04000-04999 already: move this region").waitFor();
    await frame.getByRole("button", { name: "Move region 2 up" }).click();
    await save.click();
    await page.getByText("Settings saved").waitFor();
    await expect.poll(() => frame.getByText("put into its region").count()).toBe(0);
    await page.getByRole("link", { name: "Scorecard" }).click();
    await frame.locator('[data-kpi="net-sales"]').click();
    await frame.getByRole("link", { name: "Region" }).click();
    // The till stands at 04109 Leipzig.
    const table = frame.getByRole("table", { name: "Net sales by Region" });
    await table.getByRole("rowheader", { name: "Leipzig" }).waitFor();
    expect(await table.getByRole("rowheader", { name: "Home" }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "a key made in Settings is shown once, opens the API, tells its use, and ends when revoked",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    const settings = async () => {
      await page.getByRole("link", { name: "Settings" }).click();
      await frame.getByRole("heading", { name: "Access keys" }).waitFor();
    };
    await settings();
    await frame.getByRole("button", { name: "Make a key" }).click();
    await frame.getByText("Say what it is for").waitFor();
    await frame.getByLabel("What the key is for").fill("Shop window");
    await frame.getByRole("checkbox", { name: "Recommendations" }).check();
    await frame.getByRole("button", { name: "Make a key" }).click();
    const shown = frame.getByLabel("The key “Shop window”");
    const key = await shown.inputValue();
    const row = frame.getByRole("row", { name: /^Shop window/ });
    await row.getByText("Never").waitFor();
    expect(await faultsOf(frame)).toEqual([]);

    secrets.push(key);
    const ask = async () => {
      const headers = { authorization: `Bearer ${key}` };
      const address = `${shop().appUrl}/api/v1/recommendations?product=nothing`;
      return (await fetch(address, { headers })).status;
    };
    expect(await ask()).toBe(404);
    await page.getByRole("link", { name: "Scorecard" }).click();
    await frame.getByRole("heading", { name: "Scorecard", level: 1 }).waitFor();
    await settings();
    expect(await shown.count()).toBe(0);
    await row.waitFor();
    expect(await row.getByText("Never").count()).toBe(0);
    await frame.getByRole("button", { name: "Revoke Shop window" }).click();
    expect(await ask()).toBe(404);
    await frame.getByRole("button", { name: "Revoke for good: Shop window" }).click();
    await frame.getByText("No keys yet.").waitFor();
    expect(await ask()).toBe(401);
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest("the guide that is hidden stays hidden", { timeout: 120_000 }, async () => {
  const { page, frame, complaints, close } = await openAdmin();
  const step = frame.locator("[data-step]");
  await frame.getByRole("button", { name: "Hide first steps" }).click();
  await expect.poll(() => step.count()).toBe(0);
  await page.getByRole("link", { name: "Data" }).click();
  await frame.getByRole("heading", { name: "Data", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Scorecard" }).click();
  await frame.getByRole("heading", { name: "Scorecard", level: 1 }).waitFor();
  expect(await step.count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

const answers = (last: string) =>
  [
    "order,question,score,answered_at,touchpoint",
    "1001,nps,9,2026-01-01T10:00:00Z,after-delivery",
    `1002,nps,${last},2026-01-01T10:00:00Z,after-delivery`,
    "",
  ].join("\n");

browserTest(
  "a small CSV is uploaded and read, its problem rows shown; nothing else is lost",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    await page.getByRole("link", { name: "Data" }).click();
    const upload = async (name: string, text: string) => {
      const file = { name, mimeType: "text/csv", buffer: Buffer.from(text) };
      await frame.getByLabel("File", { exact: true }).setInputFiles(file);
      await frame.getByRole("button", { name: "Import" }).click();
      const row = frame.getByRole("row", { name });
      await row
        .getByText(/Read|Refused/)
        .first()
        .waitFor({ timeout: 30_000 });
      return row;
    };
    // A name that would break the headers of a form.
    const first = await upload('answers; "May".csv', answers("eleven"));
    expect(await first.getByRole("cell").allTextContents()).toEqual([
      expect.stringMatching(/Read$/),
      "1",
      "0",
      "1",
      "1 problem",
    ]);
    await first.getByRole("link", { name: /1 problem/ }).click();
    await frame.getByRole("row", { name: /^3 score: got "eleven"/ }).waitFor();
    const again = await upload("again.csv", answers("7"));
    expect((await again.getByRole("cell").allTextContents()).slice(0, 4)).toEqual([
      expect.stringMatching(/Read$/),
      "1",
      "1",
      "0",
    ]);
    const wrong = await upload("wrong.csv", "a,b\n1,2\n");
    await wrong.getByText("choose the kind of file yourself").waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest("a check against Shopify says what it compared", { timeout: 120_000 }, async () => {
  const { page, frame, complaints, close } = await openAdmin();
  await page.getByRole("link", { name: "Data" }).click();
  await frame.getByRole("button", { name: "Check now" }).click();
  await frame.getByRole("row", { name: /^Orders .* all well/ }).waitFor({ timeout: 30_000 });
  expect(complaints).toEqual([]);
  await close();
});

browserTest(
  "a link to the scorecard is made, opens for a stranger without anything else, and ends",
  { timeout: 120_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    await page.getByRole("link", { name: "Settings" }).click();
    await frame.getByRole("button", { name: "Make a link" }).click();
    await frame.getByText("Say who it is for, in at most 100 letters").waitFor();
    await frame.getByLabel("Who the link is for").fill("Accountant");
    await frame.getByLabel("It ends after").selectOption("7");
    await frame.getByRole("button", { name: "Make a link" }).click();
    const link = await frame.getByLabel("The link for “Accountant”").inputValue();
    secrets.push(link.split("/").at(-1)!);

    const context = await browser().newContext({ viewport: { width: 375, height: 800 } });
    const stranger = await context.newPage();
    const refused: string[] = [];
    stranger.on("console", (message) => refused.push(message.text()));
    await stranger.goto(link);
    await stranger.getByRole("heading", { name: /^Scorecard of /, level: 1 }).waitFor();
    await stranger.getByRole("link", { name: "Last 7 days" }).click();
    await stranger.getByText("€1,200").first().waitFor();
    expect([refused, await context.cookies()]).toEqual([[], []]);
    expect(await faultsOf(stranger.mainFrame())).toEqual([]);
    expect(await sideways(stranger.mainFrame())).toBe(0);

    await frame.getByRole("button", { name: "End the link for Accountant" }).click();
    await frame.getByRole("button", { name: "End for good: Accountant" }).click();
    await frame.getByText("No links yet.").waitFor();
    await stranger.reload();
    await stranger.getByRole("heading", { name: "This link has ended" }).waitFor();
    await context.close();
    expect(complaints).toEqual([]);
    await close();
  },
);

// Last: it reads what the app has logged of all of the above, down to debug.
browserTest("no secret, token or person stands in the log of this run", async () => {
  const { page, frame, close } = await openAdmin();
  await page.getByRole("link", { name: "Customers" }).click();
  await frame.getByLabel(/^Find by e-mail/).fill("xenia.quill@example.com");
  await frame.getByText("Nobody has exactly this e-mail").waitFor();
  await close();
  expect(logged.split("\n").length).toBeGreaterThan(50);
  expect(secrets).toHaveLength(2);
  for (const secret of [...secrets, shop().secret, "xenia.quill"])
    expect(logged, secret).not.toContain(secret);
  expect(logged).not.toMatch(/\beyJ[\w-]+\.|id_token=(?!\[redacted\])|\bshp[a-z]{2}_\w|Bearer /);
});
