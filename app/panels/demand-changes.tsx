import { BlockStack, Card, Text } from "@shopify/polaris";
import type { DemandChanges as Found, DemandKind } from "../scorecard/demand-changes.ts";
import { PanelExport } from "./export.tsx";
import { formatDay, formatValue, type Locale } from "./format.ts";
import { t } from "./translate.ts";

type Props = { changes: Found; kind: DemandKind; where: Locale };

/** What sells faster or slower than it did, the largest change first. Nothing before anybody looked. */
export function DemandChanges({ changes: { to, rows, found }, kind, where }: Props) {
  if (to === null) return null;
  const n = (value: number) => formatValue(value, "per", where);
  const day = formatDay(to, where.locale);
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t(`demand.title.${kind}`)}
        </Text>
        {rows.length === 0 ? (
          <Text as="p" tone="subdued">
            {t(`demand.none.${kind}`, { day })}
          </Text>
        ) : (
          <>
            <ul className="ff-needs">
              {rows.map(({ key, label, before, now }) => (
                <li key={key} data-demand={key}>
                  <span>
                    {label}:{" "}
                    {t(`demand.${now > before ? "faster" : "slower"}.${kind}`, {
                      now: n(now),
                      before: n(before),
                    })}
                  </span>
                </li>
              ))}
            </ul>
            <Text as="p" variant="bodySm" tone="subdued">
              {t("demand.note", { day })}{" "}
              {found > rows.length && t("demand.more", { n: found - rows.length })}
            </Text>
            <PanelExport path="demand-changes" what={t(`demand.title.${kind}`)} given={{ kind }} />
          </>
        )}
      </BlockStack>
    </Card>
  );
}
