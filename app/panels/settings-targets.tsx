import { Button, Select, Text, TextField } from "@shopify/polaris";
import { CalendarIcon, DeleteIcon, PlusIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import type { SettingsForm } from "../scorecard/settings-form.ts";
import type { PerspectiveId, Unit } from "../scorecard/types.ts";
import { t } from "./translate.ts";

export type SettableKpi = {
  id: string;
  name: string;
  perspective: PerspectiveId;
  unit: Unit;
  direction: "up" | "down";
};

/** `row` tells rows apart while they are added and removed. */
export type TargetRow = SettingsForm["targets"][number] & { row: string };

type RowsProps = {
  rows: readonly TargetRow[];
  kpis: readonly SettableKpi[];
  currency: string;
  /** Of "targets.0.value". */
  errorOf(field: string): string | undefined;
  onChange(rows: TargetRow[]): void;
};

/** Targets one below the other; on a phone each is a block of labelled fields. */
export function TargetRows({ rows, kpis, currency, errorOf, onChange }: RowsProps) {
  const add = () => {
    const isTaken = (row: string) => rows.some((one) => one.row === row);
    let next = rows.length;
    while (isTaken(`new ${next}`)) next += 1;
    onChange([...rows, { kpi: "", value: "", first: "", last: "", row: `new ${next}` }]);
  };
  return (
    <div className="ff-targets">
      {rows.length === 0 && (
        <Text as="p" tone="subdued">
          {t("settings.noTargets")}
        </Text>
      )}
      {rows.map((row, at) => (
        <Target
          key={row.row}
          row={row}
          place={at + 1}
          kpis={kpis}
          currency={currency}
          errorOf={(field) => errorOf(`targets.${at}.${field}`)}
          onChange={(part) =>
            onChange(rows.map((one) => (one.row === row.row ? { ...one, ...part } : one)))
          }
          onRemove={() => onChange(rows.filter((one) => one.row !== row.row))}
        />
      ))}
      <div>
        <Button icon={PlusIcon} onClick={add}>
          {t("settings.addTarget")}
        </Button>
      </div>
    </div>
  );
}

type TargetProps = Omit<RowsProps, "rows" | "onChange"> & {
  row: TargetRow;
  place: number;
  onChange(part: Partial<TargetRow>): void;
  onRemove(): void;
};

function Target({ row, place, kpis, currency, errorOf, onChange, onRemove }: TargetProps) {
  const kpi = kpis.find(({ id }) => id === row.kpi);
  const perspectives = [...new Set(kpis.map(({ perspective }) => perspective))];
  return (
    <fieldset className="ff-target">
      <legend className="ff-unseen">{kpi?.name ?? t("settings.choose")}</legend>
      <Field label={t("settings.kpi")} className="ff-target-kpi">
        <Select
          label={t("settings.kpi")}
          labelHidden
          placeholder={t("settings.choose")}
          options={perspectives.map((perspective) => ({
            title: t(`perspective.${perspective}`),
            options: kpis
              .filter((one) => one.perspective === perspective)
              .map(({ id, name }) => ({ value: id, label: name })),
          }))}
          value={row.kpi}
          error={errorOf("kpi")}
          onChange={(id) => onChange({ kpi: id })}
        />
      </Field>
      <Field label={t("settings.value")} className="ff-target-value">
        <TextField
          label={t("settings.value")}
          labelHidden
          value={row.value}
          error={errorOf("value")}
          prefix={kpi && t(kpi.direction === "up" ? "settings.atLeast" : "settings.atMost")}
          suffix={kpi && unitWords(kpi.unit, currency)}
          autoComplete="off"
          inputMode="decimal"
          maxLength={24}
          onChange={(value) => onChange({ value })}
        />
      </Field>
      <Days row={row} place={place} errorOf={errorOf} onChange={onChange} />
      <div className="ff-target-remove">
        <Button
          icon={DeleteIcon}
          variant="tertiary"
          accessibilityLabel={t("settings.removeTarget", { place })}
          onClick={onRemove}
        />
      </div>
    </fieldset>
  );
}

/** When a target holds: always, which most do, or within days. */
function Days({
  row,
  place,
  errorOf,
  onChange,
}: Pick<TargetProps, "row" | "place" | "errorOf" | "onChange">) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked && row.first === "" && row.last === "") {
    return (
      <Field label={t("settings.when")} className="ff-target-days">
        <div className="ff-target-always">
          <Button
            icon={CalendarIcon}
            variant="tertiary"
            accessibilityLabel={t("settings.limit", { place })}
            onClick={() => setAsked(true)}
          >
            {t("settings.always")}
          </Button>
        </div>
      </Field>
    );
  }
  return (
    <Field label={t("settings.when")} className="ff-target-days">
      <div className="ff-target-dates">
        {(["first", "last"] as const).map((end) => (
          <TextField
            key={end}
            label={t(`settings.${end}`)}
            labelHidden
            type="date"
            prefix={t(end === "first" ? "settings.from" : "settings.until")}
            value={row[end]}
            error={errorOf(end)}
            autoComplete="off"
            onChange={(day) => onChange({ [end]: day })}
          />
        ))}
      </div>
    </Field>
  );
}

/** The label as it is seen: above each field on a phone, above the first row alone elsewhere. */
function Field({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: React.ReactNode;
}) {
  return (
    <div className={`ff-field ${className}`}>
      <span className="ff-field-label" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

function unitWords(unit: Unit, currency: string): string | undefined {
  switch (unit) {
    case "money":
      return currency;
    case "ratio":
      return "%";
    case "hours":
      return t("settings.hours");
    case "points":
      return t("settings.points");
    case "per":
      return t("settings.each");
    case "count":
      return undefined;
  }
}
