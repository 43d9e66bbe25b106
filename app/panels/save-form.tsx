// A page that is one form, saved by the admin's own save bar: nothing typed is lost, whatever becomes
// of it.
import { useFetcher } from "@remix-run/react";
import { SaveBar, useAppBridge } from "@shopify/app-bridge-react";
import { Banner } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { t } from "./translate.ts";

/** What the page's action answers to a form. */
export type SaveAnswer<Errors> =
  | { saved: true }
  /** Errors null: the app or the way to it is down; nothing was taken. */
  | { saved: false; errors: Errors | null };

type Sent = Parameters<ReturnType<typeof useFetcher>["submit"]>[0];

type FormOf<Draft> = {
  /** What is stored, as it would be typed. */
  stored: Draft;
  /** Equal for drafts that mean the same. */
  textOf(draft: Draft): string;
  bodyOf(draft: Draft): Sent;
  /** Said in a toast. */
  savedWords: string;
};

export type SaveForm<Draft, Errors> = {
  draft: Draft;
  change(part: Partial<Draft>): void;
  /** Empty while nothing is wrong. */
  errors: Errors;
  setErrors(change: (errors: Errors) => Errors): void;
  isDirty: boolean;
  isSaving: boolean;
  /** The last answer never came. */
  isLost: boolean;
  save(): void;
  discard(): void;
};

export function useSaveForm<Draft extends object, Errors extends object>({
  stored,
  textOf,
  bodyOf,
  savedWords,
}: FormOf<Draft>): SaveForm<Draft, Errors> {
  const fetcher = useFetcher<SaveAnswer<Errors>>();
  const bridge = useAppBridge();
  const none = {} as Errors;
  const latest = useRef(stored);
  latest.current = stored;
  const saved = textOf(stored);
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(stored);
  const [errors, setErrors] = useState<Errors>(none);
  const isSaving = fetcher.state !== "idle";
  const isDirty = textOf(draft) !== base;

  // What was saved elsewhere shows up here, but never over what is being typed.
  useEffect(() => {
    if (saved === base || isSaving || isDirty) return;
    setBase(saved);
    setDraft(latest.current);
  }, [saved, base, isSaving, isDirty]);

  // An answer counts once the page's data has been read again after it.
  const answer = isSaving ? undefined : (fetcher.data as SaveAnswer<Errors> | undefined);
  const handled = useRef<SaveAnswer<Errors>>();
  const sent = useRef("");
  useEffect(() => {
    if (!answer || handled.current === answer) return;
    handled.current = answer;
    setErrors(answer.saved ? ({} as Errors) : (answer.errors ?? ({} as Errors)));
    if (!answer.saved) return;
    bridge.toast.show(savedWords);
    setBase(saved);
    // What was typed while it was being saved stays.
    setDraft((typed) => (textOf(typed) === sent.current ? latest.current : typed));
  }, [answer, bridge, saved, savedWords, textOf]);

  return {
    ...{ draft, errors, setErrors, isDirty, isSaving },
    isLost: answer?.saved === false && answer.errors === null,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    save() {
      sent.current = textOf(draft);
      fetcher.submit(bodyOf(draft), { method: "post", encType: "application/json" });
    },
    discard() {
      setErrors(none);
      setBase(saved);
      setDraft(stored);
    },
  };
}

type FormState = Pick<
  SaveForm<object, object>,
  "isDirty" | "isSaving" | "isLost" | "save" | "discard" | "errors"
>;

/** The admin's bar, there while something is unsaved; Shopify writes its words itself. */
export function FormBar({ id, form }: { id: string; form: FormState }) {
  return (
    <SaveBar id={id} open={form.isDirty}>
      <button variant="primary" onClick={form.save} disabled={form.isSaving}>
        {t("form.save")}
      </button>
      <button onClick={form.discard} disabled={form.isSaving}>
        {t("form.discard")}
      </button>
    </SaveBar>
  );
}

/** Why nothing is saved yet. Children: what is wrong with no field in particular. */
export function FormProblems({ form, children }: { form: FormState; children?: React.ReactNode }) {
  return (
    <>
      {Object.keys(form.errors).length > 0 && (
        <Banner tone="critical" title={t("form.notSaved")}>
          {children}
        </Banner>
      )}
      {form.isLost && <Banner tone="critical" title={t("form.failed")} />}
    </>
  );
}
