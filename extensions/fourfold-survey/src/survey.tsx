/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { ask, post, type Answers, type Asked, type Place, type Question } from "./app.ts";

/** As the app takes it (app/ledger/survey-words.ts). */
const longestAnswer = 2_000;
const scales: Record<Question, number[]> = {
  csat: [1, 2, 3, 4, 5],
  nps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
};

type Step = "asking" | "sending" | "failed" | "done";

/** Says nothing until there is something to ask, and nothing but thanks afterwards. */
export function Survey({ place }: { place: Place }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [answers, setAnswers] = useState<Answers>({});
  const [text, setText] = useState("");
  const [step, setStep] = useState<Step>("asking");

  useEffect(() => {
    // A survey that cannot be had is none: the page is the buyer's, not ours.
    ask(place).then(setAsked, () => {});
  }, [place.order, place.page, place.locale]);

  if (!asked || asked.questions.length === 0) return null;
  const { questions, words } = asked;
  if (step === "done") return <s-banner tone="success">{words.thanks}</s-banner>;

  async function send() {
    setStep("sending");
    await post(place, answers, text).then(
      () => setStep("done"),
      () => setStep("failed"),
    );
  }

  const hasAnswer = Object.keys(answers).length > 0;
  return (
    <s-section>
      <s-stack gap="large">
        {questions.map((question) => (
          <Scale
            key={question}
            label={words[question]}
            scores={scales[question]}
            low={words[`${question}Low`]}
            high={words[`${question}High`]}
            onAnswer={(score) => setAnswers((before) => ({ ...before, [question]: score }))}
          />
        ))}
        {hasAnswer && (
          <s-text-area
            label={words.comment}
            maxLength={longestAnswer}
            rows={3}
            onInput={(event) => setText(elementOf(event, "s-text-area").value ?? "")}
          />
        )}
        {step === "failed" && <s-banner tone="critical">{words.failed}</s-banner>}
        <s-button disabled={!hasAnswer} loading={step === "sending"} onClick={() => void send()}>
          {words.send}
        </s-button>
      </s-stack>
    </s-section>
  );
}

/** The library types an event's target as any element. */
function elementOf<Tag extends keyof HTMLElementTagNameMap>(event: Event, _tag: Tag) {
  return event.currentTarget as HTMLElementTagNameMap[Tag];
}

type ScaleProps = {
  label: string;
  scores: number[];
  low: string;
  high: string;
  onAnswer(score: number): void;
};

/** A group of radio buttons: its label is the question, arrow keys move, the ends are in words. */
function Scale({ label, scores, low, high, onAnswer }: ScaleProps) {
  const ends = new Map([
    [scores[0], low],
    [scores[scores.length - 1], high],
  ]);
  return (
    <s-choice-list
      label={label}
      variant="inline"
      onChange={(event) => {
        const [score] = elementOf(event, "s-choice-list").values ?? [];
        if (score !== undefined) onAnswer(Number(score));
      }}
    >
      {scores.map((score) => {
        const end = ends.get(score);
        return (
          <s-choice key={score} value={String(score)}>
            {end ? `${score} · ${end}` : score}
          </s-choice>
        );
      })}
    </s-choice-list>
  );
}
