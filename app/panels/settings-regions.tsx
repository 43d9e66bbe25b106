import { Button, Text, TextField } from "@shopify/polaris";
import { ArrowUpIcon, DeleteIcon, PlusIcon } from "@shopify/polaris-icons";
import type { SettingsForm } from "../scorecard/settings-form.ts";
import { t } from "./translate.ts";

type Region = SettingsForm["regions"][number];
/** `row` tells rows apart while they are added, moved and removed. */
export type RegionRow = Region & { row: string };

export const regionRows = (regions: readonly Region[]): RegionRow[] =>
  regions.map((region) => ({ ...region, row: region.name }));
export const plainRegions = (rows: readonly RegionRow[]): Region[] =>
  rows.map(({ row: _, ...region }) => region);

type RowsProps = {
  rows: readonly RegionRow[];
  /** Of "regions.0.name". */
  errorOf(field: string): string | undefined;
  onChange(rows: RegionRow[]): void;
};

/** Own regions in the order in which they are asked for an order's place. */
export function RegionRows({ rows, errorOf, onChange }: RowsProps) {
  const add = () => {
    let next = rows.length;
    while (rows.some(({ row }) => row === `new ${next}`)) next += 1;
    onChange([...rows, { name: "", places: "", row: `new ${next}` }]);
  };
  const raise = (at: number) =>
    onChange([...rows.slice(0, at - 1), rows[at]!, rows[at - 1]!, ...rows.slice(at + 1)]);
  return (
    <div className="ff-targets">
      {rows.length === 0 && (
        <Text as="p" tone="subdued">
          {t("settings.noRegions")}
        </Text>
      )}
      {rows.map((row, at) => (
        <RegionFields
          key={row.row}
          row={row}
          place={at + 1}
          errorOf={(field) => errorOf(`regions.${at}.${field}`)}
          onChange={(part) =>
            onChange(rows.map((one) => (one.row === row.row ? { ...one, ...part } : one)))
          }
          onRaise={at > 0 ? () => raise(at) : undefined}
          onRemove={() => onChange(rows.filter((one) => one.row !== row.row))}
        />
      ))}
      {rows.length > 0 && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t("settings.regionHelp")}
        </Text>
      )}
      <div>
        <Button icon={PlusIcon} onClick={add}>
          {t("settings.addRegion")}
        </Button>
      </div>
    </div>
  );
}

type FieldsProps = {
  row: RegionRow;
  place: number;
  errorOf(field: string): string | undefined;
  onChange(part: Partial<Region>): void;
  /** Not for the first. */
  onRaise?: () => void;
  onRemove(): void;
};

function RegionFields({ row, place, errorOf, onChange, onRaise, onRemove }: FieldsProps) {
  const field = (name: "name" | "places", label: string, most: number) => (
    <TextField
      label={label}
      value={row[name]}
      error={errorOf(name)}
      autoComplete="off"
      maxLength={most}
      placeholder={name === "places" ? t("settings.regionPlacesHint") : undefined}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <fieldset className="ff-region">
      <legend className="ff-unseen">{row.name || t("settings.addRegion")}</legend>
      {field("name", t("settings.regionName"), 40)}
      {field("places", t("settings.regionPlaces"), 4000)}
      <div className="ff-region-do">
        <Button
          icon={ArrowUpIcon}
          variant="tertiary"
          disabled={!onRaise}
          accessibilityLabel={t("settings.raiseRegion", { place })}
          onClick={onRaise}
        />
        <Button
          icon={DeleteIcon}
          variant="tertiary"
          accessibilityLabel={t("settings.removeRegion", { place })}
          onClick={onRemove}
        />
      </div>
    </fieldset>
  );
}
