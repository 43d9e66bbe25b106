import { Link, useFetcher, useSearchParams } from "@remix-run/react";
import {
  Badge,
  BlockStack,
  Button,
  Card,
  Icon,
  InlineStack,
  ProgressBar,
  Text,
} from "@shopify/polaris";
import { CheckCircleIcon, MinusCircleIcon, StatusIcon, XIcon } from "@shopify/polaris-icons";
import type { Setup, SetupStep } from "../scorecard/setup.server.ts";
import { pageAddress } from "./address.ts";
import { formatDay } from "./format.ts";
import { t, type TextKey } from "./translate.ts";

export type SkipWish = { step: SetupStep["id"] | null; isSkipped: boolean };

const icons = {
  done: CheckCircleIcon,
  open: StatusIcon,
  skipped: MinusCircleIcon,
};
const tones = { done: "success", open: "attention", skipped: undefined } as const;

/** Where each step is taken. */
const places: Partial<Record<SetupStep["id"], string>> = {
  data: "/app/data",
  targets: "/app/settings",
  promise: "/app/settings",
  survey: "/app/voice/survey",
  digest: "/app/digest",
};

/** The first steps, until each is done or skipped, or all of it is hidden. */
export function SetupGuide({ setup, locale }: { setup: Setup; locale: string }) {
  const fetcher = useFetcher();
  const skip = (wish: SkipWish) =>
    fetcher.submit(wish, {
      method: "post",
      encType: "application/json",
      action: "/app/settings/setup",
    });
  // What was just asked for is shown at once.
  const asked = fetcher.json as SkipWish | undefined;
  const steps = setup.steps.map((step) =>
    asked?.step === step.id
      ? { ...step, state: asked.isSkipped ? ("skipped" as const) : ("open" as const) }
      : step,
  );
  const isHidden = setup.isDismissed || (asked?.step === null && asked.isSkipped);
  if (isHidden || !steps.some(({ state }) => state === "open")) return null;
  const done = steps.filter(({ state }) => state === "done" || state === "skipped").length;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {t("setup.title")}
            </Text>
            <Text as="span" tone="subdued">
              {t("setup.progress", { done, all: steps.length })}
            </Text>
          </InlineStack>
          <Button
            icon={XIcon}
            variant="tertiary"
            accessibilityLabel={t("setup.dismiss")}
            onClick={() => skip({ step: null, isSkipped: true })}
          />
        </InlineStack>
        <ol className="ff-steps">
          {steps.map((step) => (
            <Step key={step.id} step={step} setup={setup} locale={locale} skip={skip} />
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}

type StepProps = {
  step: SetupStep;
  setup: Setup;
  locale: string;
  skip(wish: SkipWish): void;
};

function Step({ step, setup, locale, skip }: StepProps) {
  const [search] = useSearchParams();
  const { id, state, have, want } = step;
  const place = places[id];
  const isOpen = state === "open";
  return (
    <li className="ff-step" data-step={id}>
      <div>
        <Badge tone={tones[state]} icon={icons[state]}>
          {t(`setup.state.${state}`)}
        </Badge>
      </div>
      <div className={isOpen ? "ff-step-words" : "ff-step-words ff-step-closed"}>
        <Text as="h3" variant="headingSm">
          {t(`setup.${id}`)}
        </Text>
        {state !== "skipped" && (
          <Text as="p" tone="subdued">
            {stepWords(step, setup, locale)}
          </Text>
        )}
        {isOpen && want > 1 && have > 0 && !isOrderAwaited(step, setup) && (
          <ProgressBar size="small" progress={Math.round((have / want) * 100)} animated={false} />
        )}
      </div>
      <div className="ff-step-do">
        {isOpen && place && (
          <Link to={pageAddress(place, search)}>{t(`setup.${id}.link` as TextKey)}</Link>
        )}
        {isOpen && (
          <Button variant="plain" onClick={() => skip({ step: id, isSkipped: true })}>
            {t("setup.skip")}
          </Button>
        )}
        {state === "skipped" && (
          <Button variant="plain" onClick={() => skip({ step: id, isSkipped: false })}>
            {t("setup.unskip")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** All that there is was read, and no order was in it. */
const isOrderAwaited = ({ id, have, want }: SetupStep, { historyFrom }: Setup) =>
  id === "data" && have === want - 1 && historyFrom === null;

function stepWords(step: SetupStep, setup: Setup, locale: string): string {
  const { id, state, have, want } = step;
  const day = setup.historyFrom ? formatDay(setup.historyFrom, locale, "") : "";
  if (state === "open" && isOrderAwaited(step, setup)) return t("setup.data.waiting");
  return t(`setup.${id}.${state}` as TextKey, { have, want, day });
}
