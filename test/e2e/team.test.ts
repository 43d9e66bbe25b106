// A manual from its assignment to its passed check, by somebody who errs first; one of the shop's own;
// who gets the weekly digest.
import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { adminForTests, browserTest } from "./admin-for-tests.ts";
import { faultsOf, sideways } from "./axe.ts";

const { openAdmin } = adminForTests({ orders: 40 });

browserTest(
  "a manual is assigned, read, checked and counted on the Team panel, on a phone",
  { timeout: 150_000 },
  async () => {
    const { page, frame, complaints, close } = await openAdmin({ width: 375 });
    await page.getByRole("link", { name: "Team", exact: true }).click();
    await frame.getByText("Nobody has anything open.").waitFor();
    await frame.getByLabel("Somebody else").fill("ann@shop");
    await frame.getByRole("button", { name: "Assign", exact: true }).click();
    await frame.getByText('got "ann@shop", expected an e-mail').waitFor();
    await frame.getByLabel("Somebody else").fill("Ann <ann@shop.com>");
    await frame.getByRole("button", { name: "Assign", exact: true }).click();
    await frame.getByText("Assigned to 1 person.").waitFor();
    const open = frame.getByRole("table", { name: /^Open assignments/ });
    const saving = page.waitForEvent("download");
    await frame.getByRole("button", { name: /^Export Open assignments.* as CSV$/ }).click();
    const file = await readFile((await (await saving).path())!, "utf8");
    expect(file).toMatch(/^[^\r]+\r\n[^\r]*Ann/);
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);

    await open.getByRole("link", { name: "Packing an order" }).click();
    await frame.getByText("For Ann, due").waitFor();
    const questions = await frame.getByRole("group").all();
    expect(questions).toHaveLength(3);
    for (const question of questions) await question.getByRole("radio").first().check();
    await frame.getByRole("button", { name: "Hand in" }).click();
    await frame.getByText("Not all right yet.").waitFor();
    for (const right of ["Yesterday's order, then", "Open it and check", "Right after the label"]) {
      await frame.getByRole("radio", { name: right }).check();
    }
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);
    await frame.getByRole("button", { name: "Hand in" }).click();
    await frame.getByText("Passed: all answers were right.").waitFor();
    await frame.getByRole("link", { name: "← Team" }).click();
    const tile = frame.locator('.ff-tile[data-kpi="time-to-competence"]');
    await tile.locator(".ff-value").waitFor();
    await frame.getByText("Nobody has anything open.").waitFor();

    await frame.getByRole("link", { name: "Write a manual" }).click();
    await frame.getByLabel("Title").fill("Gift wrap");
    await frame
      .getByLabel("Manual", { exact: true })
      .fill("1. Fold the **paper**\n<script>go()</script>");
    await frame.getByLabel("Check", { exact: true }).fill("? First?\n+ Fold\n- Cut\n= Cut last.");
    await frame.getByRole("button", { name: "Save manual" }).click();
    await frame.getByText('line 2: got "<script>", which is a program').waitFor();
    await frame.getByLabel("Manual", { exact: true }).fill("1. Fold the **paper** <i>well</i>");
    await frame.getByRole("button", { name: "Save manual" }).click();
    await frame.getByRole("heading", { name: "Gift wrap", level: 1 }).waitFor();
    await frame.getByText("paper <i>well</i>").or(frame.getByText("<i>well</i>")).first().waitFor();
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);

    await page.getByRole("link", { name: "Weekly digest", exact: true }).click();
    await frame.getByRole("heading", { name: "No digest yet" }).waitFor();
    await frame.getByText("No mail server is configured").waitFor();
    await frame.getByLabel("Name or e-mail").fill("Bob");
    await frame.getByRole("button", { name: "Add", exact: true }).click();
    await frame.getByText('got "Bob" without an e-mail').waitFor();
    await frame.getByLabel("Name or e-mail").fill("ann@shop.com");
    await frame.getByRole("button", { name: "Add", exact: true }).click();
    await frame.getByRole("button", { name: "Stop letters to Ann" }).waitFor();
    expect(await sideways(frame)).toBe(0);
    expect(await faultsOf(frame)).toEqual([]);
    await frame.getByRole("button", { name: "Stop letters to Ann" }).click();
    await frame.getByText("Nobody yet.").waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);
