// For each route that takes something, bodies that it takes: every intent once, with a shop's own ids.
import { stopToken } from "../../app/ledger/digests.server.ts";
import { usualSettings } from "../../app/ledger/survey-words.ts";
import { showSurvey } from "../../app/scorecard/voice-settings.ts";
import type { FilledShop } from "./two-shops.ts";

export type Valid = { body: object; id?: string; search?: string; as?: "form" | "multipart" };

/** In an order in which each is taken: what is taken away comes last. */
export function validBodies(of: FilledShop): Record<string, Valid[]> {
  const { mark } = of;
  const json = (...bodies: object[]): Valid[] => bodies.map((body) => ({ body }));
  const amounts = { percent: "", perOrder: "1.50", perLine: "", perUnit: "", perKg: "" };
  const entry = { rule: "shipping", appliesTo: "", location: "", validFrom: "", ...amounts };
  const rule = (named: string, kind: string): Valid => ({
    ...{ body: { named, rule: kind, where: "here" }, id: `${mark}-product-a`, as: "form" },
  });
  const typed = { share: "10", windowDays: "14", leastEffect: "", locale: "en" };
  const chosen = { people: "", chosen: [of.person], due: "2027-01-01" };
  const csv = "order,question,score,answered_at,touchpoint\n";
  return {
    "app.costs": json(...[false, true].map((isGone) => ({ entry, isGone, locale: "en" }))),
    "app.customers._index": [{ body: { text: of.email }, as: "form" }],
    "app.data.import": [{ body: { name: `${mark}.csv`, kind: "", file: csv }, as: "multipart" }],
    "app.data": json(
      { intent: "retry", ids: [of.parked] },
      { intent: "check" },
      { intent: "read-history" },
    ),
    "app.digest.readers": json(
      { people: `${mark} <staff-${mark}@example.com>` },
      { stop: of.person },
    ),
    "app.marketing.spend": json({
      ...{ day: "2026-03-05", channel: "paid-search", campaign: mark, amount: "5.00" },
    }),
    "app.milestones": json(
      { kpi: "net-sales", value: "1000", days: 28, words: mark, locale: "en" },
      { remove: { kpi: "net-sales", days: 28, value: "1000" } },
    ),
    "app.products.$id": [...["pin", "ban", "none"].map((each) => rule(`${mark}-sku-b`, each))],
    "app.products.trial": json({ do: "plan", ...typed }, { do: "start", ...typed }, { do: "stop" }),
    "app.settings.keys": json({ name: mark, scopes: ["recommendations"] }, { revoke: of.keyId }),
    "app.settings.setup": json({ step: "data", isSkipped: true }, { step: null, isSkipped: false }),
    "app.settings.shares": json({ name: mark, days: 30 }, { revoke: "0123456789ab" }),
    "app.settings": json({
      ...{ locale: "en", weekStart: "mon" },
      ...{ ship: { value: "24", unit: "hours" }, deliver: { value: "", unit: "hours" } },
      ...{ targets: [{ kpi: "nps", value: "41", first: "", last: "" }], shown: [] },
      headline: ["net-sales", "contribution-margin", "nps", "on-time-shipping", "orders"],
      regions: [],
    }),
    "app.stock.rules": json(
      { rule: "lead-sku", name: `${mark}-sku-a`, days: "12" },
      { rule: "lead-sku", name: `${mark}-sku-a`, days: "" },
    ),
    "app.tasks": json(
      { kpi: "nps", words: `${mark} ask`, owner: mark },
      { own: { kpi: "nps", owner: mark } },
      { tasks: [{ id: of.task, owner: mark, note: `${mark} note`, isDone: true }] },
    ),
    "app.team.do": json(
      { do: "assign", manual: of.manual, ...chosen },
      { do: "reassign", manual: of.manual, due: "2027-02-01" },
      { do: "baseline", manual: of.manual, days: "10", until: "2026-03-01" },
      // Wrong, so that it stays open and can be taken back.
      { do: "hand-in", id: of.assignment, answers: [1] },
      { do: "retire", manual: of.manual, isRetired: true },
      { do: "retire", manual: of.manual, isRetired: false },
      {
        ...{ do: "write", id: of.manual, title: `${mark} manual`, text: "1. Pack" },
        questions: "? What?\n+ It\n- Not it\n= So",
      },
      { do: "take-back", id: of.assignment },
      { do: "forget", person: of.person },
    ),
    "app.views": json(
      { list: "stock", name: `${mark} mine`, search: "status=out" },
      { remove: of.view },
    ),
    "app.voice.survey": json(showSurvey({ ...usualSettings, words: { en: { send: mark } } }).form),
    "digest.stop": [{ body: {}, search: `k=${stopToken(of.id, of.person)}` }],
  };
}
