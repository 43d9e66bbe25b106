import { Banner, BlockStack, Card, Text } from "@shopify/polaris";
import type { Placement } from "../scorecard/placement.server.ts";
import { DataTable } from "./data-table.tsx";
import { Ago, At, count, type When } from "./data-when.tsx";
import { t, type TextKey } from "./translate.ts";

type Props = { placed: Placement; when: Omit<When, "now"> };

/** What of the lists stands in the shop itself, and what to do where it does not. */
export function PlacementCard({ placed, when: where }: Props) {
  const when = { ...where, now: placed.now };
  const { isConnected, words, refusals, refused, discoveryWords, kept, products } = placed;
  const n = (value: number) => ({ count: value, n: count(value, when.locale) });
  return (
    <Card roundedAbove="xs">
      <div data-placement={isConnected ? (words === null ? "open" : "shut") : "alone"}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("place.title")}
          </Text>
          {!isConnected ? (
            <Text as="p" tone="subdued">
              {t("place.alone")}
            </Text>
          ) : (
            <>
              <Text as="p">
                {products > 0 ? t("place.sent", n(products)) : t("place.none")}{" "}
                {placed.sentAt && (
                  <>
                    {t("place.last")} <Ago then={placed.sentAt} when={when} />.
                  </>
                )}{" "}
                {placed.isWaiting && words === null && t("place.waiting")}
              </Text>
              {words !== null && (
                <Banner tone="warning" title={t("place.shut")}>
                  <p>
                    {t("place.shutWords", { words })}{" "}
                    {placed.nextAt && (
                      <>
                        {t("place.again")} <At then={placed.nextAt} when={when} />.
                      </>
                    )}
                  </p>
                </Banner>
              )}
              {refused > 0 && (
                <BlockStack gap="200">
                  <Text as="h3" variant="headingSm">
                    {t("place.refused", n(refused))}
                  </Text>
                  <Text as="p">{t("place.refusedWords")}</Text>
                  <DataTable
                    caption={t("place.refusedCaption")}
                    columns={[
                      { key: "product", title: t("place.product"), cell: ({ title }) => title },
                      {
                        key: "field",
                        title: t("place.list"),
                        cell: ({ field }) => t(`place.field.${field}` as TextKey),
                      },
                      { key: "words", title: t("place.why"), cell: (row) => row.words },
                    ]}
                    rows={refusals}
                    rowKey={({ product, field }) => `${product} ${field}`}
                  />
                </BlockStack>
              )}
              <Text as="p">
                {discoveryWords === null
                  ? t("place.discovery")
                  : t("place.discoveryShut", { words: discoveryWords })}{" "}
                {kept > 0 && t("place.kept", n(kept))}
              </Text>
              <Text as="p" variant="bodySm" tone="subdued">
                {t("place.how")}
              </Text>
            </>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}
