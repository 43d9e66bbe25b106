import { FormLayout, Select } from "@shopify/polaris";
import type { SettableKpi } from "./settings-targets.tsx";
import { t } from "./translate.ts";

type PlacesProps = {
  ids: readonly string[];
  kpis: readonly SettableKpi[];
  /** Of "headline.0". */
  errorOf(field: string): string | undefined;
  onChange(ids: string[]): void;
};

const groups = ["financial", "customer", "process", "learning"] as const;

/** Which number stands in each of the five places at the top of Home. */
export function HeadlinePlaces({ ids, kpis, errorOf, onChange }: PlacesProps) {
  const options = groups.map((perspective) => ({
    title: t(`perspective.${perspective}`),
    options: kpis
      .filter((kpi) => kpi.perspective === perspective)
      .map(({ id, name }) => ({ value: id, label: name })),
  }));
  return (
    <FormLayout>
      <FormLayout.Group condensed>
        {ids.map((id, at) => (
          <Select
            key={at}
            label={t("settings.headlinePlace", { n: at + 1 })}
            options={options}
            value={id}
            error={errorOf(`headline.${at}`)}
            onChange={(chosen) => onChange(ids.map((one, place) => (place === at ? chosen : one)))}
          />
        ))}
      </FormLayout.Group>
    </FormLayout>
  );
}
