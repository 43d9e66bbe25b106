import { BlockStack, Card, Text } from "@shopify/polaris";
import { count, type When } from "./data-when.tsx";
import { PanelExport } from "./export.tsx";
import { t } from "./translate.ts";

export type FieldsProps = {
  /** How many things are read. */
  total: number;
  /** Those that no number and no page needs, by name. */
  unused: readonly string[];
};

/** What is read of the shop and what for, as a file; what is read for nothing, at once. */
export function Fields({ total, unused, when }: FieldsProps & { when: When }) {
  const n = (value: number) => count(value, when.locale);
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("data.fields")}
        </Text>
        <p>{t("data.fieldsWords", { n: n(total) })}</p>
        <Text as="p" tone="subdued">
          {unused.length === 0
            ? t("data.fieldsAllUsed")
            : t("data.fieldsUnused", { n: n(unused.length), names: unused.join(", ") })}
        </Text>
        <PanelExport path="fields" what={t("data.fields")} />
      </BlockStack>
    </Card>
  );
}
