import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Page, Text } from "@shopify/polaris";
import { Arriving, LeftOut, type ArrivingProps, type LeftOutProps } from "./data-arriving.tsx";
import { Check, type CheckProps } from "./data-check.tsx";
import { Fields, type FieldsProps } from "./data-fields.tsx";
import { History, type HistoryProps } from "./data-history.tsx";
import { ImportCard, type ImportProps } from "./data-import.tsx";
import { usePolling } from "./data-polling.ts";
import { Requests, type RequestsProps } from "./data-requests.tsx";
import { Works, type WorksProps } from "./data-works.tsx";
import { Unused, type UnusedProps } from "./data-unused.tsx";
import { PanelExport } from "./export.tsx";
import { t } from "./translate.ts";
import type { When } from "./data-when.tsx";

export type DataProps = {
  arriving: ArrivingProps;
  history: HistoryProps;
  check: CheckProps;
  works: WorksProps["works"];
  requests: RequestsProps["requests"];
  unused: UnusedProps;
  leftOut: LeftOutProps;
  imports: ImportProps;
  fields: FieldsProps;
  when: When;
  /** Something runs that is shown with its progress. */
  isBusy: boolean;
};

/** Whether data arrives, what of it could not be used, and what a person can do about both. */
export function Data({ when, isBusy, ...data }: DataProps) {
  usePolling(isBusy);
  return (
    <Page>
      <TitleBar title={t("data.title")} />
      <div className="ff-page">
        <BlockStack gap="400">
          <BlockStack gap="050">
            <Text as="h1" variant="headingLg">
              {t("data.title")}
            </Text>
            <Text as="p" tone="subdued">
              {t("data.lead")}
            </Text>
          </BlockStack>
          <div className="ff-side">
            <Arriving {...data.arriving} when={when} />
            <History {...data.history} when={when} />
          </div>
          <Requests requests={data.requests} when={when} />
          <Unused {...data.unused} when={when} />
          <ImportCard {...data.imports} when={when} />
          <Check {...data.check} when={when} />
          <Works works={data.works} when={when} />
          <LeftOut {...data.leftOut} when={when} />
          <Fields {...data.fields} when={when} />
          <PanelExport path="data" what={t("data.title")} />
        </BlockStack>
      </div>
    </Page>
  );
}
