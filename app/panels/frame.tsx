import { NavMenu } from "@shopify/app-bridge-react";
import { Badge, Text } from "@shopify/polaris";
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
        <div className="ff-demo">
          <Badge tone="attention">Demo data</Badge>
          <Text as="span" variant="bodySm" tone="subdued">
            This shop, its customers and its orders are made up; new orders come in every few
            seconds.
          </Text>
        </div>
      )}
      {children}
    </AppProvider>
  );
}
