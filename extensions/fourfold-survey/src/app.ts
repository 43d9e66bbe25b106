// What the survey says to the app: what is there to ask, and the answers.

// Written in when the extension is built, by Shopify's command line and by the stand-in alike.
declare const process: { env: { APP_URL?: string } };

export type Scaled = "csat" | "nps";
/** Named as in app/ledger/survey-heard.ts. */
export const heardAbout = "heard-about";
export type Question = Scaled | typeof heardAbout;

/** Named as in app/ledger/survey-words.ts. */
export type Words = Record<
  | "csat"
  | "csatLow"
  | "csatHigh"
  | "nps"
  | "npsLow"
  | "npsHigh"
  | "heard"
  | "comment"
  | "send"
  | "thanks"
  | "failed",
  string
>;

/** A way to have heard of the shop. */
export type Choice = { channel: string; label: string };

export type Asked = { questions: Question[]; choices: Choice[]; words: Words };

/** The page a survey stands on. */
export type Place = {
  page: "thank-you" | "order-status";
  /** A gid. */
  order: string;
  /** BCP 47. */
  locale: string;
  /** A fresh session token: it says which shop this is, and the app believes nothing else. */
  token(): Promise<string>;
};

export type Answers = Partial<Record<Scaled, number>>;

async function call(place: Place, query: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`${process.env.APP_URL}/api/survey${query}`, {
    ...init,
    headers: {
      Authorization: `Bearer ${await place.token()}`,
      // Only where there is a body: a question beforehand (CORS) is asked for once less.
      ...(init.body ? { "Content-Type": "application/json" } : {}),
    },
  });
  if (!answer.ok) throw new Error(`got status ${answer.status}`);
  return answer;
}

/** Rejects when the app does not answer or refuses. */
export async function ask(place: Place): Promise<Asked> {
  const { page, order, locale } = place;
  const query = new URLSearchParams({ page, order, locale });
  return (await call(place, `?${query}`, {})).json() as Promise<Asked>;
}

type Said = { answers: object[]; text?: string };

async function send(place: Place, said: Said): Promise<void> {
  const { page, order } = place;
  await call(place, "", { method: "POST", body: JSON.stringify({ order, page, ...said }) });
}

/** Resolves once the app keeps the answers; rejects when it does not. */
export function post(place: Place, answers: Answers, text: string): Promise<void> {
  const given = Object.entries(answers).map(([question, score]) => ({ question, score }));
  const said = text.trim();
  return send(place, { answers: given, ...(said ? { text: said } : {}) });
}

/** As `post`: how the buyer heard of the shop. */
export function postHeard(place: Place, channel: string): Promise<void> {
  return send(place, { answers: [{ question: heardAbout, channel }] });
}
