import { useLocation, useNavigate, useSearchParams } from "@remix-run/react";
import { Button, InlineStack, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { Chosen } from "../scorecard/chosen-period.ts";
import { sameAddress } from "./address.ts";
import { lastDay } from "./format.ts";
import { faultOf } from "./own-dates.ts";
import { t } from "./translate.ts";

const choices: Chosen["choice"][] = ["7", "30", "90", "365", "this-month", "last-month", "custom"];
const versus: Chosen["versus"][] = ["previous", "year"];

/** Which days, and what they are compared with; both live in the address. */
export function PeriodPicker({ chosen, isCompared }: { chosen: Chosen; isCompared: boolean }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  // Own dates in the address that make no period stay in their fields, where it is said why.
  const isRefused = search.get("period") === "custom" && chosen.choice !== "custom";
  const [isOwn, setOwn] = useState(chosen.choice === "custom" || isRefused);
  // A page of entries belongs to its period.
  const go = (changes: Record<string, string | null>) =>
    navigate(sameAddress(pathname, search, { after: null, ...changes }), {
      preventScrollReset: true,
    });
  return (
    <div className="ff-periods">
      <Select
        label={t("period.label")}
        labelHidden
        options={choices.map((value) => ({ value, label: t(`period.${value}`) }))}
        value={isOwn ? "custom" : chosen.choice}
        onChange={(period) => {
          setOwn(period === "custom");
          if (period !== "custom") go({ period, first: null, last: null });
        }}
      />
      {isCompared && (
        <Select
          label={t("versus.label")}
          labelHidden
          options={versus.map((value) => ({ value, label: t(`versus.${value}`) }))}
          value={chosen.versus}
          onChange={(value) => go({ versus: value === "year" ? value : null })}
        />
      )}
      {isOwn && (
        <OwnDates
          first={isRefused ? (search.get("first") ?? "") : chosen.period.from}
          last={isRefused ? (search.get("last") ?? "") : lastDay(chosen.period)}
          onChoose={(first, last) => go({ period: "custom", first, last })}
        />
      )}
    </div>
  );
}

type OwnDatesProps = { first: string; last: string; onChoose(first: string, last: string): void };

function OwnDates({ onChoose, ...given }: OwnDatesProps) {
  const [first, setFirst] = useState(given.first);
  const [last, setLast] = useState(given.last);
  const fault = faultOf(first, last);
  return (
    <form
      className="ff-own-dates"
      onSubmit={(event) => {
        event.preventDefault();
        if (!fault) onChoose(first, last);
      }}
    >
      <InlineStack gap="200" blockAlign="end">
        <TextField
          type="date"
          label={t("period.first")}
          value={first}
          onChange={setFirst}
          autoComplete="off"
          error={fault?.at === "first" ? fault.words : undefined}
        />
        <TextField
          type="date"
          label={t("period.last")}
          value={last}
          onChange={setLast}
          autoComplete="off"
          error={fault?.at === "last" ? fault.words : undefined}
        />
        <Button submit>{t("period.apply")}</Button>
      </InlineStack>
    </form>
  );
}
