import { BlockStack, Card, Text } from "@shopify/polaris";
import { DataTable } from "./data-table.tsx";
import { Ago, At, type When } from "./data-when.tsx";
import { Export } from "./export.tsx";
import { t } from "./translate.ts";

export type RequestsProps = {
  requests: readonly { id: string; name: string; filedAt: Date; keptUntil: Date }[];
  when: When;
};

/** What customers asked to be told, for the merchant to hand on. Nothing where nobody asked. */
export function Requests({ requests, when }: RequestsProps) {
  if (requests.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("requests.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("requests.words")}
          </Text>
        </BlockStack>
        <DataTable
          caption={t("requests.title")}
          file="data-requests"
          rows={requests}
          rowKey={({ id }) => id}
          columns={[
            { key: "name", title: t("requests.name"), cell: ({ name }) => sentence(name) },
            {
              key: "filed",
              title: t("requests.filed"),
              cell: ({ filedAt }) => <Ago then={filedAt} when={when} />,
            },
            {
              key: "until",
              title: t("requests.until"),
              cell: ({ keptUntil }) => <At then={keptUntil} when={when} />,
            },
            {
              key: "files",
              title: t("requests.files"),
              cell: ({ id, name }) => (
                <Export
                  address={`/app/data/requests/${encodeURIComponent(id)}`}
                  fileName={name.replaceAll(" ", "-")}
                  what={t("requests.what", { name: sentence(name) })}
                  kinds={["html", "json"]}
                />
              ),
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
