import { useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Page } from "@shopify/polaris";
import type { Team as TeamData } from "../scorecard/team.ts";
import { pageAddress } from "./address.ts";
import type { Locale } from "./format.ts";
import { PageHead, type PageTime } from "./page-head.tsx";
import { AssignForm } from "./team-assign.tsx";
import { BaselineForm } from "./team-baseline.tsx";
import { TeamDue } from "./team-due.tsx";
import { TeamManuals } from "./team-manuals.tsx";
import { TeamPeople } from "./team-people.tsx";
import { TeamTechnology } from "./team-technology.tsx";
import { Tile } from "./tile.tsx";
import { dueIn } from "./team-days.ts";
import { t } from "./translate.ts";

export type TeamProps = { team: TeamData; time: PageTime; currency: string };

/** What people are to learn, how long it takes them, and what of the app the shop uses. */
export function Team({ team, time, currency }: TeamProps) {
  const [search] = useSearchParams();
  const where: Locale = { locale: time.locale, currency };
  const { manuals, people } = team;
  const usable = manuals.filter(({ isRetired }) => !isRetired);
  return (
    <Page fullWidth>
      <TitleBar title={t("team.title")} />
      <div className="ff-page" data-page="team">
        <BlockStack gap="400">
          <PageHead title={t("team.title")} {...time} />
          <div className="ff-tiles">
            {team.kpis.map((kpi) => (
              <Tile
                key={kpi.id}
                kpi={kpi}
                where={where}
                href={pageAddress(`/app/kpis/${kpi.id}`, search)}
              />
            ))}
          </div>
          <TeamDue open={team.open} today={time.today} locale={time.locale} />
          <AssignForm manuals={usable} people={people} due={dueIn(time.today)} />
          <TeamManuals manuals={manuals} />
          <TeamPeople people={people} />
          <TeamTechnology possibilities={team.possibilities} where={where} />
          <BaselineForm manuals={usable} today={time.today} />
        </BlockStack>
      </div>
    </Page>
  );
}
