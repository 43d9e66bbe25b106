import { BlockStack, Card, List, Text } from "@shopify/polaris";
import type { StockCost, StockReplay, StockTest } from "../scorecard/stock.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatValue, type Locale } from "./format.ts";
import { StockMeasuredTable } from "./stock-measured.tsx";
import { t } from "./translate.ts";

/** What the forecast is worth, told from what it would have said of the past; what is left out of it. */
export function StockTested({ test, where }: { test: StockTest; where: Locale }) {
  const { origins, wape, bias, coverage95, coverage80, naiveWape, averageWape } = test;
  const { horizonDays, method } = test;
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
              {averageWape !== null && ` ${averageWords(wape, averageWape, share)}`}
            </Text>
            <Text as="p">
              {t("stock.testedCover", { coverage: share(coverage95) })}{" "}
              {coverage80 !== null &&
                `${t("stock.testedCover80", { coverage: share(coverage80) })} `}
              {Math.abs(bias) < 0.005
                ? t("stock.testedEven")
                : t(bias > 0 ? "stock.testedLow" : "stock.testedHigh", {
                    bias: share(Math.abs(bias)),
                  })}
            </Text>
            {averageWape !== null && <StockMeasuredTable test={test} where={where} />}
          </>
        )}
        {test.replay ? (
          <Replayed replay={test.replay} where={where} />
        ) : (
          <Text as="p" tone="subdued">
            {t("stock.replayTooFew")}
          </Text>
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

/** An average of the last weeks is measured and not served; where it did better that is said. */
function averageWords(served: number, average: number, share: (value: number) => string): string {
  const words = average < served ? "stock.testedAverageBetter" : "stock.testedAverage";
  return t(words, { average: share(average) });
}

type Side = { key: "was" | "policy"; cost: StockCost };

/** What stock cost in the last weeks, beside what it would have with the orders proposed here. */
function Replayed({ replay, where }: { replay: StockReplay; where: Locale }) {
  const { weeks, levels, leftOut, rate, was, policy, side, difference } = replay;
  const money = (amount: StockCost["carrying"]) => formatValue(amount, "money", where);
  const count = (n: number) => formatValue(n, "count", where);
  const columns: Column<Side>[] = [
    { key: "side", title: t("stock.replay.side"), cell: ({ key }) => t(`stock.replay.${key}`) },
    {
      ...{ key: "carrying", title: t("stock.replay.carrying"), isNumber: true },
      cell: ({ cost }) => money(cost.carrying),
    },
    {
      ...{ key: "missed", title: t("stock.replay.missed"), isNumber: true },
      cell: ({ cost }) => money(cost.missed),
    },
    {
      ...{ key: "served", title: t("stock.replay.served"), isNumber: true },
      cell: ({ cost }) =>
        cost.served === null ? t("stock.noDemand") : formatValue(cost.served, "ratio", where),
    },
  ];
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t("stock.replay")}
      </Text>
      <DataTable
        caption={t("stock.replay")}
        columns={columns}
        rows={[
          { key: "was", cost: was },
          { key: "policy", cost: policy },
        ]}
        rowKey={({ key }) => key}
      />
      <Text as="p">
        {t(`stock.replay.${side}`, {
          money: money(difference),
        })}
      </Text>
      <Text as="p" variant="bodySm" tone="subdued">
        {t("stock.replayWords", {
          ...{ count: levels, n: count(levels), weeks, rate: formatValue(rate, "ratio", where) },
        })}
        {leftOut > 0 && ` ${t("stock.replayLeftOut", { count: leftOut, n: count(leftOut) })}`}
      </Text>
    </BlockStack>
  );
}
