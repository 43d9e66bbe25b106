import { BlockStack, Card, List, Text } from "@shopify/polaris";
import type { StockTest } from "../scorecard/stock.ts";
import { formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

/** What the forecast is worth, told from what it would have said of the past; what is left out of it. */
export function StockTested({ test, where }: { test: StockTest; where: Locale }) {
  const { origins, wape, bias, coverage95, naiveWape, horizonDays, method } = test;
  const share = (value: number) => formatValue(value, "ratio", where);
  const notes = (["untracked", "closedPlaces", "negative", "noCost"] as const).filter(
    (name) => test[name] > 0,
  );
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("stock.tested")}
        </Text>
        {wape === null || naiveWape === null || coverage95 === null || bias === null ? (
          <Text as="p">{t("stock.testedTooFew")}</Text>
        ) : (
          <>
            <Text as="p">
              {t("stock.testedWords", {
                count: origins,
                n: formatValue(origins, "count", where),
                days: horizonDays,
                wape: share(wape),
                naive: share(naiveWape),
              })}{" "}
              {t(`stock.method.${method}`)}
            </Text>
            <Text as="p">
              {t("stock.testedCover", { coverage: share(coverage95) })}{" "}
              {Math.abs(bias) < 0.005
                ? t("stock.testedEven")
                : t(bias > 0 ? "stock.testedLow" : "stock.testedHigh", {
                    bias: share(Math.abs(bias)),
                  })}
            </Text>
          </>
        )}
        {notes.length > 0 && (
          <List>
            {notes.map((name) => (
              <List.Item key={name}>
                {t(`stock.note.${name}`, {
                  count: test[name],
                  n: formatValue(test[name], "count", where),
                })}
              </List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Card>
  );
}
