import { Badge, BlockStack, Card, Text } from "@shopify/polaris";
import type { Card as ReportCard, KeptCard } from "../scorecard/recommend-card.server.ts";
import type { Interval } from "../analysis/stats/interval.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { formatDay, formatInterval, formatValue, lastDay, type Locale } from "./format.ts";
import { t, type TextKey } from "./translate.ts";

/** `measured` is null while nothing was learned. */
type Props = { measured: KeptCard | null; where: Locale; today: string };

/** How well the lists foretold orders they did not know, beside what anybody could list. */
export function RecommendCard({ measured, where, today }: Props) {
  const card = measured?.card ?? null;
  return (
    <Card roundedAbove="xs">
      <div data-recommend-card={card?.served ?? "none"}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("recommend.card.title")}
          </Text>
          {card ? (
            <>
              <Text as="p">{t("recommend.card.words")}</Text>
              <List card={card} kind="discovery" where={where} />
              <List card={card} kind="again" where={where} />
              <List card={card} kind="all" where={where} />
              <Text as="p" variant="bodySm" tone="subdued">
                {footOf(card, measured?.learnedOn ?? "", where, today)}
              </Text>
            </>
          ) : (
            <Text as="p" tone="subdued">
              {t("recommend.card.none")}
            </Text>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}

type Kind = "discovery" | "again" | "all";
type Row = { name: string } & ReportCard["lists"]["all"][string];

/** "personal-frequency+ease" as its two parts in words. */
export const modelWords = (name: string) =>
  name
    .split("+")
    .map((part) => t(`recommend.card.model.${part}` as TextKey))
    .join(t("recommend.card.then"));

function List({ card, kind, where }: { card: ReportCard; kind: Kind; where: Locale }) {
  const measured = card.lists[kind];
  if (!measured) return null;
  const name = kind === "again" ? (card.servedAgain ?? card.served) : card.served;
  // Of what is new to somebody their own frequency says nothing.
  const rows: Row[] = Object.entries(measured)
    .filter(([each]) => kind !== "discovery" || each === name || each !== "personal-frequency")
    .map(([each, all]) => ({ name: each, ...all }));
  rows.sort((a, b) => (b.recall10 ?? 0) - (a.recall10 ?? 0));
  const served = measured[name];
  const isEmpty = !served || served.recall10 === null;
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t(`recommend.card.${kind}`)}
      </Text>
      {isEmpty ? (
        <Text as="p" tone="subdued">
          {t(kind === "again" ? "recommend.card.nothingAgain" : "recommend.card.nothingNew")}
        </Text>
      ) : (
        <>
          <Text as="p">{differenceWords({ card, served, kind, where })}</Text>
          <DataTable
            caption={t(`recommend.card.${kind}`)}
            columns={columnsOf(name, where)}
            rows={rows}
            rowKey={(row) => row.name}
          />
        </>
      )}
    </BlockStack>
  );
}

function columnsOf(served: string, where: Locale): Column<Row>[] {
  const share = (key: "recall10" | "ndcg10" | "coverage" | "listed"): Column<Row> => ({
    key,
    title: t(`recommend.card.${key}`),
    isNumber: true,
    cell: (row) => {
      const value = row[key];
      return value === null ? t("list.none") : formatValue(value, "ratio", where);
    },
  });
  return [
    {
      key: "model",
      title: t("recommend.card.model"),
      cell: ({ name }) => (
        <span>
          {modelWords(name)}{" "}
          {name === served && <Badge tone="success">{t("recommend.card.served")}</Badge>}
        </span>
      ),
    },
    share("recall10"),
    share("ndcg10"),
    share("coverage"),
    share("listed"),
  ];
}

type Said = { card: ReportCard; served: Omit<Row, "name">; kind: Kind; where: Locale };

/** What is served against the best of the others, and how sure that is. */
function differenceWords({ card, served, kind, where }: Said): string {
  const { recall10, n } = served;
  const difference = card.differences[kind];
  const count = { count: n, n: formatValue(n, "count", where) };
  const share = formatValue(recall10 ?? 0, "ratio", where);
  const found = t("recommend.card.found", { ...count, share });
  if (!difference) return found;
  const { vs, value, interval } = difference;
  const other = modelWords(vs);
  const by = formatValue(Math.abs(value), "ratio", where);
  if (interval === null) {
    return `${found} ${t("recommend.card.tooFew", { other, by })}`;
  }
  const range = rangeWords(interval, where);
  const [low, high] = interval;
  const key = low > 0 ? "better" : high < 0 ? "worse" : "level";
  return `${found} ${t(`recommend.card.${key}`, { other, by, range })}`;
}

const rangeWords = (interval: Interval, where: Locale) =>
  formatInterval({ interval, unit: "ratio" }, where) ??
  t("recommend.card.exactly", { value: formatValue(interval[0], "ratio", where) });

function footOf(card: ReportCard, learnedOn: string, where: Locale, today: string): string {
  const { cut, until, users, testUsers, chosenBy, served, choice, substitutes } = card;
  const count = (n: number) => formatValue(n, "count", where);
  const day = (value: string) => formatDay(value, where.locale, today);
  const isPlain = !served.includes("ease") && !served.includes("also-bought");
  const parts = [
    t("recommend.card.measured", {
      ...{ users: count(users), n: count(testUsers) },
      ...{ cut: day(cut), last: day(lastDay({ to: until })), at: day(learnedOn) },
    }),
    chosenBy < 30
      ? t("recommend.card.default")
      : t("recommend.card.chosen", { n: count(chosenBy), cut: day(cut) }),
    ...(isPlain ? [t("recommend.card.plain")] : []),
    ...(choice.discovery.startsWith("ease")
      ? [t("recommend.card.lambda", { lambda: count(choice.lambda) })]
      : []),
  ];
  if (substitutes) {
    const { n, hit, random, interval } = substitutes;
    const share = (value: number) => formatValue(value, "ratio", where);
    parts.push(
      t("recommend.card.substitutes", {
        ...{ n: count(n), hit: share(hit), random: share(random) },
        range: interval ? rangeWords(interval, where) : t("recommend.card.unsure"),
      }),
    );
  }
  return parts.join(" ");
}
