import { useFetcher } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Button, ButtonGroup, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { TextField } from "@shopify/polaris";
import { useState } from "react";
import type { BackInStock } from "../scorecard/back-in-stock.server.ts";
import type { ShownRule } from "../scorecard/recommend-rules.server.ts";
import type { Margin } from "../scorecard/margins.ts";
import type { Recommendations } from "../scorecard/recommend.server.ts";
import { MarginSteps } from "./margin-steps.tsx";
import type { Locale } from "./format.ts";
import { PanelExport } from "./export.tsx";
import { OneHead } from "./page-head.tsx";
import { productsPath } from "./products.tsx";
import { RecommendList } from "./recommend.tsx";
import { SoldOutCard } from "./sold-out-card.tsx";
import { t } from "./translate.ts";

export type RecommendProductProps = {
  title: string;
  list: Recommendations;
  rules: ShownRule[];
  when: { today: string; locale: string };
  /** Default it can be bought. */
  soldOut?: BackInStock | null;
  /** What the product left in the last days. Default none was sold. */
  margin?: { of: Margin; days: number; first: string; last: string; where: Locale } | null;
};

/** What the page posts: a product by id or SKU, and what is to hold for it. */
export type RuleForm = {
  named: string;
  rule: "pin" | "ban" | "none";
  where: "here" | "everywhere";
};
export type RuleAnswer = { saved: boolean };

/** One product: what goes with it and why, what the merchant wants first or never. */
export function RecommendProduct(props: RecommendProductProps) {
  const { title, list, rules, when, soldOut, margin } = props;
  const change = useFetcher<RuleAnswer>();
  const [named, setNamed] = useState("");
  const submit = (form: RuleForm) => change.submit(form, { method: "post" });
  const isBusy = change.state !== "idle";
  const pins = new Set(rules.filter(({ rule }) => rule === "pin").map(({ product }) => product));
  const bans = rules.filter(({ rule }) => rule === "ban");
  const isUnknown = change.data?.saved === false && !isBusy;
  return (
    <Page fullWidth>
      <TitleBar title={title} />
      <div className="ff-page" data-page="product">
        <BlockStack gap="400">
          <OneHead title={title} path={productsPath} back={t("products.title")} />
          {soldOut && <SoldOutCard soldOut={soldOut} list={list} />}
          {margin && margin.of.value !== null && (
            <Card roundedAbove="xs">
              <MarginSteps margin={margin.of} where={margin.where} />
              <Text as="p" variant="bodySm" tone="subdued">
                {t("margin.product", { days: margin.days })}
              </Text>
              {"product" in list.for && (
                <PanelExport
                  path="product"
                  what={t("margin.title")}
                  given={{
                    ...{ id: list.for.product, period: "custom" },
                    ...{ first: margin.first, last: margin.last },
                  }}
                />
              )}
            </Card>
          )}
          <Card roundedAbove="xs">
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("recommend.productTitle")}
              </Text>
              <RecommendList
                list={list}
                caption={t("recommend.productCaption", { title })}
                when={when}
                actions={({ product, title: of }) => (
                  <ButtonGroup>
                    <Button
                      size="slim"
                      disabled={isBusy}
                      accessibilityLabel={t(
                        pins.has(product) ? "recommend.unpinOf" : "recommend.pinOf",
                        { title: of },
                      )}
                      onClick={() =>
                        submit({
                          named: product,
                          rule: pins.has(product) ? "none" : "pin",
                          where: "here",
                        })
                      }
                    >
                      {t(pins.has(product) ? "recommend.unpin" : "recommend.pin")}
                    </Button>
                    <Button
                      size="slim"
                      disabled={isBusy}
                      accessibilityLabel={t("recommend.banOf", { title: of })}
                      onClick={() => submit({ named: product, rule: "ban", where: "here" })}
                    >
                      {t("recommend.ban")}
                    </Button>
                    <Button
                      size="slim"
                      disabled={isBusy}
                      accessibilityLabel={t("recommend.banEverywhereOf", { title: of })}
                      onClick={() => submit({ named: product, rule: "ban", where: "everywhere" })}
                    >
                      {t("recommend.banEverywhere")}
                    </Button>
                  </ButtonGroup>
                )}
              />
              <InlineStack gap="200" blockAlign="end">
                <TextField
                  label={t("recommend.pinAnother")}
                  value={named}
                  onChange={setNamed}
                  autoComplete="off"
                  error={isUnknown ? t("recommend.unknown") : undefined}
                />
                <Button
                  disabled={named.trim() === "" || isBusy}
                  onClick={() => submit({ named: named.trim(), rule: "pin", where: "here" })}
                >
                  {t("recommend.pin")}
                </Button>
              </InlineStack>
              <Text as="p" variant="bodySm" tone="subdued">
                {t("recommend.counting")}
              </Text>
              {"product" in list.for && (
                <PanelExport
                  path="recommendations"
                  what={t("recommend.productTitle")}
                  given={{ product: list.for.product }}
                />
              )}
            </BlockStack>
          </Card>
          {bans.length > 0 && (
            <Card roundedAbove="xs">
              <BlockStack gap="200">
                <Text as="h2" variant="headingMd">
                  {t("recommend.bansTitle")}
                </Text>
                {bans.map(({ product, title: of, isEverywhere }) => (
                  <InlineStack key={product} gap="200" blockAlign="center">
                    <Text as="span">
                      {t(isEverywhere ? "recommend.bannedEverywhere" : "recommend.bannedHere", {
                        title: of,
                      })}
                    </Text>
                    <Button
                      size="slim"
                      disabled={isBusy}
                      accessibilityLabel={t("recommend.allowOf", { title: of })}
                      onClick={() =>
                        submit({
                          named: product,
                          rule: "none",
                          where: isEverywhere ? "everywhere" : "here",
                        })
                      }
                    >
                      {t("recommend.allow")}
                    </Button>
                  </InlineStack>
                ))}
              </BlockStack>
            </Card>
          )}
        </BlockStack>
      </div>
    </Page>
  );
}
