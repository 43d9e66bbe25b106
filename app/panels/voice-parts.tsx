import { Link, useSearchParams } from "@remix-run/react";
import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { Voice, VoicePart, VoiceSplit } from "../scorecard/voice.ts";
import { sameAddress } from "./address.ts";
import { BarCell } from "./charts/bar-cell.tsx";
import { DataTable, type Column } from "./data-table.tsx";
import { formatRange, formatMonth, formatValue, type Locale } from "./format.ts";
import { t, type TextKey } from "./translate.ts";
import { voicePath } from "./voice-path.ts";

const splits: readonly VoiceSplit[] = ["touchpoint", "channel", "region", "product", "month"];

/** The chosen question by touchpoint, channel and so on; lines with few answers are grey. */
export function VoiceParts({ voice, where }: { voice: Voice; where: Locale }) {
  const { by, question, parts } = voice;
  const unit = question === "nps" ? "points" : "ratio";
  const whole = question === "nps" ? 100 : 1;
  const twoWays = parts.some(({ value }) => (value ?? 0) < 0);
  const grey = (part: VoicePart, words: React.ReactNode) =>
    part.value === null ? <span className="ff-quiet">{words}</span> : words;
  const columns: Column<VoicePart>[] = [
    {
      key: "part",
      title: t(`voice.by.${by}`),
      cell: (part) => grey(part, labelOf(part, by, where)),
    },
    {
      key: "value",
      title: t(`voice.${question}`),
      cell: ({ value }) =>
        value === null ? (
          <span className="ff-quiet ff-voice-few">{t("voice.fewShort")}</span>
        ) : (
          <BarCell share={value / whole} twoWays={twoWays}>
            {formatValue(value, unit, where)}
          </BarCell>
        ),
    },
    {
      key: "interval",
      title: t("voice.likely"),
      isNumber: true,
      cell: ({ interval }) => formatRange({ unit, interval }, where) ?? t("list.none"),
    },
    {
      key: "n",
      title: t("voice.count"),
      isNumber: true,
      cell: (part) => grey(part, formatValue(part.n, "count", where)),
    },
    {
      key: "response",
      title: t("voice.responseShort"),
      isNumber: true,
      cell: (part) => grey(part, rate(part, where)),
    },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("voice.parts")}
          </Text>
          <Splits chosen={by} />
        </InlineStack>
        <DataTable
          caption={t("voice.parts.caption", {
            question: t(`voice.${question}`),
            split: t(`voice.by.${by}`),
          })}
          columns={columns}
          rows={parts}
          rowKey={({ key }) => key}
          empty={t("voice.none")}
        />
        <Text as="p" variant="bodySm" tone="subdued">
          {[
            parts.some(({ value }) => value === null) && t("voice.parts.note"),
            by === "product" && t("split.product.note"),
          ]
            .filter(Boolean)
            .join(" ")}
        </Text>
      </BlockStack>
    </Card>
  );
}

function labelOf({ key, label }: VoicePart, by: VoiceSplit, { locale }: Locale): string {
  if (by === "touchpoint") return t(`voice.at.${key}` as TextKey);
  return by === "month" ? formatMonth(key, locale) : label;
}

function rate({ response }: VoicePart, where: Locale): string {
  if (!response || response.asked === 0) return t("list.none");
  return formatValue(response.answered / response.asked, "ratio", where);
}

function Splits({ chosen }: { chosen: VoiceSplit }) {
  const [search] = useSearchParams();
  return (
    <nav className="ff-choice" aria-label={t("split.label")}>
      {splits.map((by) => (
        <Link
          key={by}
          to={sameAddress(voicePath, search, { by })}
          aria-current={by === chosen ? "true" : undefined}
          preventScrollReset
        >
          {t(`voice.by.${by}`)}
        </Link>
      ))}
    </nav>
  );
}
