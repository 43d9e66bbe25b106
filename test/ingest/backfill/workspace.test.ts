import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openWorkspace } from "../../../app/ingest/backfill/workspace.server.ts";

const base = mkdtempSync(join(tmpdir(), "fourfold-workspace-test-"));
afterAll(() => rmSync(base, { recursive: true }));

test("two merges never share a folder, and nobody else may look into it", async () => {
  const [one, other] = await Promise.all([openWorkspace(base), openWorkspace(base)]);
  expect(one).not.toBe(other);
  expect(statSync(one).mode & 0o777).toBe(0o700);
});

test("what a killed process left is removed, what a living one uses stays", async () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  const left = join(base, `fourfold-backfill-${gone}-abc`);
  const used = join(base, `fourfold-backfill-${process.ppid}-abc`);
  const foreign = join(base, `fourfold-test-${gone}-abc`);
  for (const path of [left, used, foreign]) mkdirSync(join(path, "inside"), { recursive: true });
  const mine = await openWorkspace(base);
  expect([left, used, foreign, mine].map((path) => existsSync(path))).toEqual([
    ...[false, true, true, true],
  ]);
  expect(readdirSync(mine)).toEqual([]);
});
