import { Button, Select, Text, TextField } from "@shopify/polaris";
import { DeleteIcon, PlusIcon } from "@shopify/polaris-icons";
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
    const next = Math.max(0, ...rows.map(({ row }) => Number(row) + 1));
    onChange([...rows, { kpi: "", value: "", first: "", last: "", row: `${next}` }]);
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
      <Select
        label={t("settings.kpi")}
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
      <TextField
        label={t("settings.value")}
        value={row.value}
        error={errorOf("value")}
        prefix={kpi && t(kpi.direction === "up" ? "settings.atLeast" : "settings.atMost")}
        suffix={kpi && unitWords(kpi.unit, currency)}
        autoComplete="off"
        inputMode="decimal"
        maxLength={24}
        onChange={(value) => onChange({ value })}
      />
      <TextField
        label={t("settings.first")}
        type="date"
        value={row.first}
        error={errorOf("first")}
        autoComplete="off"
        onChange={(first) => onChange({ first })}
      />
      <TextField
        label={t("settings.last")}
        type="date"
        value={row.last}
        error={errorOf("last")}
        autoComplete="off"
        onChange={(last) => onChange({ last })}
      />
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
