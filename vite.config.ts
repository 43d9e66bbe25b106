import { vitePlugin as remix } from "@remix-run/dev";
import { compression, defineAlgorithm } from "vite-plugin-compression2";
import { defineConfig } from "vitest/config";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}

// Remix's plugin compiles routes for browser and server; tests import modules as they are.
const isTest = process.env.VITEST !== undefined;

/** Tests whose subject is time, or what happens to the only processes of their kind. */
const alone = [
  "test/chaos/*.test.ts",
  "test/e2e/{demo,live,panels}.test.ts",
  "test/jobs/{dead-workers,digest}.test.ts",
  "test/ledger/database/embedded.test.ts",
  "test/routes/http.test.ts",
];
/** Tests with the app as a process or with a browser, which wait for most of their time: two of a kind. */
const inPairs = [
  "test/e2e/*.test.{ts,tsx}",
  "test/jobs/{backfill-kill,bad-weather,drain-line,worker}.test.ts",
  "test/routes/panels.test.ts",
  "test/commands/{demo-trial,pages,process}.test.ts",
  "test/platform/reinstall.test.ts",
];

export default defineConfig({
  plugins: isTest
    ? []
    : [
        remix({
          ignoredRouteFiles: ["**/.*"],
          future: {
            v3_fetcherPersist: true,
            v3_relativeSplatPath: true,
            v3_throwAbortReason: true,
            // A reload of data while a page's route is still being asked for would end at the
            // catch-all route, an empty page: all routes are known from the start.
            v3_lazyRouteDiscovery: false,
            v3_singleFetch: true,
            v3_routeConfig: false,
          },
        }),
        compression({
          include: /^assets\/.*\.(js|css)$/,
          algorithms: [defineAlgorithm("brotliCompress")],
        }),
      ],
  build: { assetsInlineLimit: 0 },
  optimizeDeps: { include: ["@shopify/app-bridge-react", "@shopify/polaris"] },
  esbuild: { jsx: "automatic" },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: [...inPairs, ...alone],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "in pairs",
          include: inPairs,
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: alone, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/setup.ts"],
    // Shopify's tester of extensions ships its sources, which only Vite can load.
    server: { deps: { inline: ["@shopify/ui-extensions-tester"] } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A poll ends when what it waits for is there; its limit is for what never comes.
    expect: { poll: { timeout: 30_000, interval: 50 } },
    env: {
      LOG_LEVEL: "silent",
      SHOPIFY_API_KEY: "test-key",
      SHOPIFY_API_SECRET: "test-secret",
      SHOPIFY_APP_URL: "https://app.test",
      FOURFOLD_KEY: "a key that only the tests know and nobody else",
    },
  },
});
