import { expect, test } from "vitest";
import { usualSettings } from "../../app/ledger/survey-words.ts";
import { Survey } from "../../app/panels/survey.tsx";
import { showSurvey } from "../../app/scorecard/voice-settings.ts";
import { shown } from "./shown.tsx";

test("the form shows what is asked, the main language and every word of it", async () => {
  const settings = {
    ...usualSettings,
    asks: ["nps"] as const,
    mainLanguage: "pt-br",
    words: { "pt-br": { nps: "Você nos recomendaria?" } },
  };
  const { html, text } = await shown(<Survey {...showSurvey(settings)} />, "/app/voice/survey");
  expect(html).toContain('value="Você nos recomendaria?"');
  // What the shop has not written itself is English here, as no list knows the language.
  expect(html).toContain('value="How satisfied are you?"');
  expect(text).toContain("Brazilian Portuguese (pt-br)");
  expect(text).toContain("German (de)");
  expect(html.match(/type="checkbox"[^>]* checked=""/g)).toHaveLength(1);
  expect(html).toContain('href="/app/voice"');
});

test("without any question it says what that means", async () => {
  const { text } = await shown(<Survey {...showSurvey({ ...usualSettings, asks: [] })} />);
  expect(text).toContain("With none of them the survey block shows nothing.");
});
