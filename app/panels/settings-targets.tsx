import { Button, Select, Text, TextField } from "@shopify/polaris";
import { CalendarIcon, DeleteIcon, PlusIcon, SettingsIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import type { SettingsForm } from "../scorecard/settings-form.ts";
import type { PerspectiveId, Unit } from "../scorecard/types.ts";
import { marketWords } from "./market-picker.tsx";
import { t, type TextKey } from "./translate.ts";

export type SettableKpi = {
  id: string;
  name: string;
  perspective: PerspectiveId;
  unit: Unit;
  direction: "up" | "down";
  /** What it can be told apart by. */
  parts: readonly ("region" | "channel")[];
};

/** `row` tells rows apart while they are added and removed. */
export type TargetRow = SettingsForm["targets"][number] & { row: string };

type RowsProps = {
  rows: readonly TargetRow[];
  kpis: readonly SettableKpi[];
  currency: string;
  /** Names of the merchant's own regions. */
  regions: readonly string[];
  channels: readonly string[];
  /** Of "targets.0.value". */
  errorOf(field: string): string | undefined;
  onChange(rows: TargetRow[]): void;
};

const empty = {
  ...{ kpi: "", value: "", first: "", last: "" },
  ...{ kind: "level" as const, high: "", part: "" },
};

/** Targets one below the other; on a phone each is a block of labelled fields. */
export function TargetRows({ rows, errorOf, onChange, ...known }: RowsProps) {
  const add = () => {
    const isTaken = (row: string) => rows.some((one) => one.row === row);
    let next = rows.length;
    while (isTaken(`new ${next}`)) next += 1;
    onChange([...rows, { ...empty, row: `new ${next}` }]);
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
          {...known}
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

function Target(props: TargetProps) {
  const { row, place, kpis, errorOf, onChange, onRemove } = props;
  const [isMore, setMore] = useState(false);
  const hasMore =
    isMore || row.kind !== "level" || row.part !== "" || errorOf("part") !== undefined;
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
        <Values {...props} kpi={kpi} />
      </Field>
      <Days row={row} place={place} errorOf={errorOf} onChange={onChange} />
      <div className="ff-target-remove">
        <Button
          icon={SettingsIcon}
          variant="tertiary"
          pressed={hasMore}
          disabled={hasMore}
          accessibilityLabel={t("settings.more", { place })}
          onClick={() => setMore(true)}
        />
        <Button
          icon={DeleteIcon}
          variant="tertiary"
          accessibilityLabel={t("settings.removeTarget", { place })}
          onClick={onRemove}
        />
      </div>
      {hasMore && <More {...props} kpi={kpi} />}
    </fieldset>
  );
}

type KpiProps = TargetProps & { kpi: SettableKpi | undefined };

/** A level, a change in per cent, or both ends of a band. */
function Values({ row, kpi, currency, errorOf, onChange }: KpiProps) {
  const isChange = row.kind === "percent" || row.kind === "month";
  const isBand = row.kind === "band";
  const beside = kpi && (isChange ? "%" : unitWords(kpi.unit, currency));
  const ends = isBand ? (["value", "high"] as const) : (["value"] as const);
  const before = (end: "value" | "high") =>
    isBand
      ? t(end === "value" ? "settings.bandFrom" : "settings.bandTo")
      : kpi && t(kpi.direction === "up" ? "settings.atLeast" : "settings.atMost");
  return (
    <div className="ff-target-values">
      {ends.map((end) => (
        <TextField
          key={end}
          label={t(end === "value" ? "settings.value" : "settings.high")}
          labelHidden
          value={row[end]}
          error={errorOf(end)}
          prefix={before(end)}
          suffix={beside}
          autoComplete="off"
          inputMode="decimal"
          maxLength={24}
          onChange={(value) => onChange({ [end]: value })}
        />
      ))}
    </div>
  );
}

const kinds = ["level", "percent", "month", "band"] as const;

/** What kind of target it is, and what it is of: all of the shop, a market or a channel. */
function More({ row, kpi, regions, channels, errorOf, onChange }: KpiProps) {
  const markets = regions.length === 0 ? [] : [...regions.map((name) => `set:${name}`), "other"];
  const own = [
    ...markets.map((market) => ({ value: `region:${market}`, label: marketWords(market) })),
  ];
  const byChannel = channels.map((channel) => ({
    value: `channel:${channel}`,
    label: t(`channel.${channel}` as TextKey),
  }));
  const known = [
    ...(kpi?.parts.includes("region") ? own : []),
    ...(kpi?.parts.includes("channel") ? byChannel : []),
  ];
  // A place, or a region that is gone, stays visible until it is changed.
  const isKnown = row.part === "" || known.some(({ value }) => value === row.part);
  return (
    <div className="ff-target-more">
      <Select
        label={t("settings.kind")}
        options={kinds.map((kind) => ({ value: kind, label: t(`settings.kind.${kind}`) }))}
        value={row.kind}
        onChange={(kind) => onChange({ kind: kind as TargetRow["kind"] })}
      />
      <Select
        label={t("settings.part")}
        options={[
          { value: "", label: t("settings.part.all") },
          ...known,
          ...(isKnown
            ? []
            : [{ value: row.part, label: row.part.replace(/^(region|channel):(set:)?/, "") }]),
        ]}
        value={row.part}
        error={errorOf("part")}
        onChange={(part) => onChange({ part })}
      />
    </div>
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
