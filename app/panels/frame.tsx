import { useLocation, useMatches, useNavigation, useSearchParams } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import { Badge, Text } from "@shopify/polaris";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { useEffect, useState } from "react";
import { pageAddress } from "./address.ts";
import chartStyles from "./charts/charts.css?url";
import tableStyles from "./data-table.css?url";
import { Clock } from "./age.tsx";
import { Downloads, TableFiles, type Download, type TableFile } from "./export.tsx";
import { useFrameAddress } from "./frame-address.ts";
import { useFromTop } from "./from-top.ts";
import { MarketKeys } from "./market-picker.tsx";
import { useLiveVersion, type Wait } from "./live.tsx";
import panelStyles from "./panels.css?url";
import { PageSkeleton, Problem, type ProblemKind } from "./states.tsx";
import { t } from "./translate.ts";

export const frameStyles = [polarisStyles, panelStyles, tableStyles, chartStyles].map((href) => ({
  rel: "stylesheet",
  href,
}));

const pages = [
  { href: "/app/customers", words: t("nav.customers") },
  { href: "/app/products", words: t("nav.products") },
  { href: "/app/voice", words: t("nav.voice") },
  { href: "/app/marketing", words: t("nav.marketing") },
  { href: "/app/stock", words: t("nav.stock") },
  { href: "/app/markets", words: t("nav.markets") },
  { href: "/app/team", words: t("nav.team") },
  { href: "/app/digest", words: t("nav.digest") },
  { href: "/app/tasks", words: t("nav.tasks") },
  { href: "/app/data", words: t("nav.data") },
  { href: "/app/settings", words: t("nav.settings") },
];

export type FrameProps = {
  apiKey: string;
  /** Where App Bridge is loaded from; Shopify's own address when unset. */
  appBridgeUrl?: string;
  isDemo: boolean;
  /** Of the shop; none while it has no regions of its own. */
  markets: readonly string[];
};

type AroundProps = FrameProps & {
  wait: Wait;
  /** Milliseconds since 1970. */
  now: () => number;
  download: Download;
  tableFile: TableFile;
  children: React.ReactNode;
};

/** Everything around a page: Polaris, App Bridge, its navigation, the word on generated data. */
export function AppFrame({
  apiKey,
  appBridgeUrl,
  isDemo,
  markets,
  wait,
  now,
  download,
  tableFile,
  children,
}: AroundProps) {
  useFrameAddress();
  useFromTop();
  const bridge = appBridgeUrl ? { __APP_BRIDGE_URL: appBridgeUrl } : {};
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey} {...bridge}>
      <NavMenu>
        <a href="/app" rel="home">
          {t("nav.scorecard")}
        </a>
        {pages.map(({ href, words }) => (
          <a key={href} href={href}>
            {words}
          </a>
        ))}
      </NavMenu>
      {isDemo && (
        <div className="ff-demo">
          <Badge tone="attention">{t("frame.demo")}</Badge>
          <Text as="span" variant="bodySm" tone="subdued">
            {t("frame.demoWords")}
          </Text>
        </div>
      )}
      <Clock.Provider value={now}>
        <Downloads.Provider value={download}>
          <TableFiles.Provider value={tableFile}>
            <MarketKeys.Provider value={markets}>
              <LiveVersion wait={wait} />
              <Content>{children}</Content>
            </MarketKeys.Provider>
          </TableFiles.Provider>
        </Downloads.Provider>
      </Clock.Provider>
    </AppProvider>
  );
}

/** The page's numbers reload when they change, on every page whose loader gives a version. */
function LiveVersion({ wait }: { wait: Wait }) {
  const version = useMatches()
    .map(({ data }) => (data as { version?: unknown } | undefined)?.version)
    .findLast((found) => typeof found === "string");
  useLiveVersion(typeof version === "string" ? version : null, wait);
  return null;
}

/** A page that is quickly there shows no skeleton: flashing would be worse than waiting. */
const patienceMs = 250;

function Content({ children }: { children: React.ReactNode }) {
  const { state, location } = useNavigation();
  const here = useLocation();
  const isLeaving = state === "loading" && location.pathname !== here.pathname;
  const isLate = useLater(state === "loading", patienceMs);
  if (isLeaving && isLate) return <PageSkeleton />;
  return <div className={isLate ? "ff-late" : undefined}>{children}</div>;
}

/** True once something has lasted for a while. */
function useLater(lasts: boolean, ms: number): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!lasts) return;
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [lasts, ms]);
  return lasts && isLate;
}

/** A page that cannot be shown, with the frame still around it. */
export function FrameProblem({
  kind,
  ...frame
}: Omit<AroundProps, "children"> & { kind: ProblemKind }) {
  const [search] = useSearchParams();
  return (
    <AppFrame {...frame}>
      <Problem kind={kind} home={pageAddress("/app", search)} />
    </AppFrame>
  );
}
