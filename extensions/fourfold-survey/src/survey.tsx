/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { ask, heardAbout, post, postHeard } from "./app.ts";
import type { Answers, Asked, Choice, Place, Question, Scaled, Words } from "./app.ts";

/** As the app takes it (app/ledger/survey-words.ts). */
const longestAnswer = 2_000;
const scales: Record<Scaled, number[]> = {
  csat: [1, 2, 3, 4, 5],
  nps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
};

const isScaled = (question: Question): question is Scaled => question !== heardAbout;

type Step = "asking" | "sending" | "failed" | "done";

/** Says nothing until there is something to ask, and nothing but thanks afterwards. */
export function Survey({ place }: { place: Place }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [step, setStep] = useState<Step>("asking");
  const [heard, setHeard] = useState<Step>("asking");

  useEffect(() => {
    // A survey that cannot be had is none: the page is the buyer's, not ours.
    ask(place).then(setAsked, () => {});
  }, [place.order, place.page, place.locale]);

  if (!asked || asked.questions.length === 0) return null;
  const { questions, choices, words } = asked;
  const scaled = questions.filter(isScaled);
  const asksHeard = questions.includes(heardAbout) && choices.length > 0;
  const isOver = (has: boolean, reached: Step) => !has || reached === "done";
  if (isOver(scaled.length > 0, step) && isOver(asksHeard, heard)) {
    return <s-banner tone="success">{words.thanks}</s-banner>;
  }
  return (
    <s-section>
      <s-stack gap="large">
        {scaled.length > 0 && <Scales {...{ place, questions: scaled, words, step, setStep }} />}
        {asksHeard && <Heard {...{ place, choices, words, step: heard, setStep: setHeard }} />}
      </s-stack>
    </s-section>
  );
}

type Part = { place: Place; words: Words; step: Step; setStep(step: Step): void };

function Scales({ place, questions, words, step, setStep }: Part & { questions: Scaled[] }) {
  const [answers, setAnswers] = useState<Answers>({});
  const [text, setText] = useState("");
  if (step === "done") return <s-text>{words.thanks}</s-text>;

  async function send() {
    setStep("sending");
    await post(place, answers, text).then(
      () => setStep("done"),
      () => setStep("failed"),
    );
  }

  const hasAnswer = Object.keys(answers).length > 0;
  return (
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
  );
}

/** One tap is the answer; where it does not get through another tap tries again. */
function Heard({ place, choices, words, step, setStep }: Part & { choices: Choice[] }) {
  if (step === "done") return <s-text>{words.thanks}</s-text>;
  function tap(channel: string | undefined) {
    if (channel === undefined || step === "sending") return;
    setStep("sending");
    postHeard(place, channel).then(
      () => setStep("done"),
      () => setStep("failed"),
    );
  }
  return (
    <s-stack gap="base">
      <s-choice-list
        label={words.heard}
        disabled={step === "sending"}
        onChange={(event) => tap(elementOf(event, "s-choice-list").values?.[0])}
      >
        {choices.map(({ channel, label }) => (
          <s-choice key={channel} value={channel}>
            {label}
          </s-choice>
        ))}
      </s-choice-list>
      {step === "failed" && <s-banner tone="critical">{words.failed}</s-banner>}
    </s-stack>
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
