// A buyer answers on the shop window's pages, which run the built extension, and the merchant's
// scorecard moves.
import type { Frame, Page } from "playwright-core";
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

const { openAdmin, shop, browser } = adminForTests();

async function openShopPage(path: string): Promise<{ page: Page; frame: Frame; said: string[] }> {
  const page = await browser().newPage();
  const said: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(`${shop().url}/__platform/shop/${path}`);
  return { page, frame: page.frame({ name: "extension" })!, said };
}

/** Ten orders nobody has seen, answered with a 9: an NPS of 100. */
async function tenPromoters(): Promise<void> {
  const token = await (await fetch(`${shop().url}/__platform/shop/token`)).text();
  for (let order = 1; order <= 10; order += 1) {
    const answer = await fetch(`${shop().url}/api/survey`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        order: `gid://shopify/Order/${order}`,
        page: "thank-you",
        answers: [{ question: "nps", score: 9 }],
      }),
    });
    expect(answer.status).toBe(202);
  }
}

const tile = '[data-kpi="nps"] .ff-value';

browserTest(
  "a buyer answers by keyboard, the tile moves by itself, and the page is quiet afterwards",
  { timeout: 120_000 },
  async () => {
    expect(await shop().sell()).toBe(200);
    await tenPromoters();
    const admin = await openAdmin();
    await admin.frame.locator(tile, { hasText: "100" }).first().waitFor({ timeout: 40_000 });

    const { page, frame, said } = await openShopPage("thank-you");
    const group = frame.getByRole("group", { name: "How likely are you to recommend us" });
    await group.waitFor();
    expect(await group.getByRole("radio").count()).toBe(11);
    expect(await frame.getByRole("textbox").count()).toBe(0);
    // Tab into the second group, arrows within it: focus stands on its first choice.
    await frame.getByRole("radio", { name: "1 · Not at all" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await frame
      .getByRole("radio", { name: "0 · Not likely" })
      .and(frame.locator(":checked"))
      .waitFor();
    const text = frame.getByRole("textbox", { name: "What is the main reason?" });
    await text.fill("<b>Late</b> again");
    expect(await faultsOf(frame)).toEqual([]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await frame.getByText("Thank you for your answer.").waitFor();
    expect(await frame.getByRole("radio").count()).toBe(0);

    // (10 − 1) ÷ 11 = 81.8.
    await admin.frame.locator(tile, { hasText: "82" }).first().waitFor({ timeout: 40_000 });
    expect([...said, ...admin.complaints]).toEqual([]);
    await admin.close();
    await page.close();
  },
);

browserTest(
  "whoever comes back is asked only what is open, in their language",
  { timeout: 60_000 },
  async () => {
    const { page, frame, said } = await openShopPage("order-status?locale=de-CH");
    await frame.getByRole("group", { name: "Wie zufrieden sind Sie?" }).waitFor();
    expect(await frame.getByRole("group").count()).toBe(1);
    await frame.getByRole("radio", { name: "5 · Sehr" }).check();
    await frame.getByRole("button", { name: "Senden" }).click();
    await frame.getByText("Danke für Ihre Antwort.").waitFor();
    await expect
      .poll(
        async () => {
          const [answer] = await Promise.all([page.waitForResponse(/api\/survey/), page.reload()]);
          return ((await answer.json()) as { questions: string[] }).questions;
        },
        { timeout: 20_000 },
      )
      .toEqual([]);
    expect(await page.frame({ name: "extension" })!.locator("s-section").count()).toBe(0);
    expect(said).toEqual([]);
    await page.close();
  },
);

browserTest(
  "the merchant reads what buyers wrote, as text, and splits what they scored",
  { timeout: 90_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin();
    await page.getByRole("link", { name: "Voice" }).click();
    const score = frame.locator('[data-question="nps"]');
    await score.getByText("82", { exact: true }).waitFor();
    await score.getByText("11 answers").waitFor();
    await frame.getByText("<b>Late</b> again").waitFor();
    await frame.getByText("10 answers belong to orders that are not known yet").waitFor();
    await frame.getByRole("link", { name: "Channel", exact: true }).click();
    await frame.getByRole("rowheader", { name: "Unknown channel" }).waitFor();
    await frame.locator('[data-question="csat"]').click();
    await frame.getByRole("table", { name: /^Answers by score: Satisfied/ }).waitFor();
    expect(await faultsOf(frame)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await sideways(frame)).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  },
);

browserTest(
  "words and questions chosen in the admin are what the next buyer reads",
  { timeout: 90_000 },
  async () => {
    const admin = await openAdmin();
    await admin.page.getByRole("link", { name: "Voice" }).click();
    await admin.frame.getByRole("link", { name: "Survey settings" }).click();
    await admin.frame.getByLabel("Satisfaction, 1 to 5").uncheck();
    const question = admin.frame.getByLabel("Recommendation question");
    await question.fill("");
    const bar = admin.page.getByRole("region", { name: "Unsaved changes" });
    await bar.getByRole("button", { name: "Save" }).click();
    await admin.frame.getByText("Write something").waitFor();
    await question.fill("Would you tell a friend?");
    await bar.getByRole("button", { name: "Save" }).click();
    await admin.page.getByText("Survey saved").waitFor();
    await bar.waitFor({ state: "hidden" });
    expect(await faultsOf(admin.frame)).toEqual([]);
    expect(admin.complaints).toEqual([]);
    await admin.close();

    expect(await shop().sell()).toBe(200);
    const { page, frame } = await openShopPage("thank-you?locale=en-GB");
    await frame.getByRole("group", { name: "Would you tell a friend?" }).waitFor();
    expect(await frame.getByRole("group").count()).toBe(1);
    await page.close();
  },
);
