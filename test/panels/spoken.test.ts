import { expect, test } from "vitest";
import texts from "../../app/panels/locales/en.json" with { type: "json" };

type Key = keyof typeof texts;
/** What stands on a control, and what it is called where that says of which thing. */
const controls: readonly (readonly [shown: Key, called: Key])[] = [
  ["needs.why", "needs.whyOf"],
  ["needs.assign", "needs.assignOf"],
  ["needs.open", "needs.openOf"],
  ["mine.moved", "mine.movedOf"],
  ["work.make", "work.makeOf"],
  ["tasks.finish", "tasks.finishOf"],
  ["tasks.reopen", "tasks.reopenOf"],
  ["milestone.remove", "milestone.removeLabel"],
  ["digest.stopOne", "digest.stopOf"],
  ["team.takeBack", "team.takeBackOf"],
  ["team.sure", "team.takeBackSureOf"],
  ["team.forget", "team.forgetOf"],
  ["team.sure", "team.forgetSureOf"],
  ["settings.always", "settings.limit"],
  ["keys.revoke", "keys.revokeOf"],
  ["keys.revokeSure", "keys.revokeSureOf"],
  ["share.end", "share.endOf"],
  ["share.endSure", "share.endSureOf"],
  ["agency.open", "agency.openOf"],
  ["agency.remove", "agency.removeOf"],
  ["costs.remove", "costs.removeOf"],
  ["costs.removeSure", "costs.removeSureOf"],
  ["data.retry", "data.retryOf"],
  ["recommend.pin", "recommend.pinOf"],
  ["recommend.unpin", "recommend.unpinOf"],
  ["recommend.ban", "recommend.banOf"],
  ["recommend.banEverywhere", "recommend.banEverywhereOf"],
  ["recommend.allow", "recommend.allowOf"],
];

test("who says the words on a control reaches it: its name begins with them or holds them", () => {
  for (const [shown, called] of controls)
    expect(texts[called].toLowerCase(), called).toContain(texts[shown].toLowerCase());
  for (const kind of ["csv", "json", "html"] as const)
    expect(texts[`list.export.${kind}`]).toContain(kind.toUpperCase());
});
