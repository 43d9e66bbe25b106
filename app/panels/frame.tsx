import { NavMenu } from "@shopify/app-bridge-react";
import { Banner, Box } from "@shopify/polaris";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import panelStyles from "./panels.css?url";

export const frameStyles = [
  { rel: "stylesheet", href: polarisStyles },
  { rel: "stylesheet", href: panelStyles },
];

type FrameProps = {
  apiKey: string;
  /** Where App Bridge is loaded from; Shopify's own address when unset. */
  appBridgeUrl?: string;
  isDemo: boolean;
  children: React.ReactNode;
};

/** Everything around a page: Polaris, App Bridge, its navigation, the word on generated data. */
export function AppFrame({ apiKey, appBridgeUrl, isDemo, children }: FrameProps) {
  const bridge = appBridgeUrl ? { __APP_BRIDGE_URL: appBridgeUrl } : {};
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey} {...bridge}>
      <NavMenu>
        <a href="/app" rel="home">
          Scorecard
        </a>
      </NavMenu>
      {isDemo && (
        <Box padding="400" paddingBlockEnd="0">
          <div className="ff-demo">
            <Banner tone="info" title="Demo data">
              This shop, its customers and its orders are made up. New ones come in every few
              seconds.
            </Banner>
          </div>
        </Box>
      )}
      {children}
    </AppProvider>
  );
}
