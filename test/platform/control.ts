// The control address, for tests and for trying things by hand:
//   GET    /__platform/truth            what was planted in the generated store
//   GET    /__platform/control          weather, operations, deliveries, requests
//   POST   /__platform/control          changes the weather (weather.ts)
//   DELETE /__platform/control          fair weather
//   POST   /__platform/control/revoke   no access or refresh token holds any more
//   POST   /__platform/control/scopes   {"scopes": [...]}: what is granted from now on, told by webhook
//   POST   /__platform/control/uninstall  tokens revoked, told by webhook
//   POST   /__platform/actions/order | ship | refund
import { z } from "zod";
import type { AdminApi } from "./admin-api.ts";
import { floorActions, type Floor } from "./floor.ts";
import { gid, type Store } from "./store.ts";
import { changeWeather, fair, WeatherChange, type Weather } from "./weather.ts";
import type { Sender } from "./webhooks.ts";

export type Controls = {
  store: Store;
  weather: Weather;
  sender: Sender;
  api: AdminApi;
  floor: Floor | null;
  truth: () => unknown;
  requests: { answered: number; failed: number; refused: number };
  scopes: { read(): string[]; grant(scopes: string[]): void };
  revoke(): void;
};

export type Reply = { status: number; body: unknown };

/** Null for an address that is none of these. */
export function control(
  controls: Controls,
  method: string,
  path: string,
  body: string,
): Reply | null {
  const { store, weather, sender, floor } = controls;
  const state = () => ({
    weather,
    scopes: controls.scopes.read(),
    requests: controls.requests,
    deliveries: { ...sender.counts, lost: sender.lost.map(({ topic }) => topic) },
    operations: controls.api.bulk.all(),
  });
  const ok = (value: unknown = state()): Reply => ({ status: 200, body: value });

  const action = /^\/__platform\/actions\/(\w+)$/.exec(path)?.[1];
  if (action !== undefined && method === "POST") {
    const known = floorActions.find((each) => each === action);
    if (!floor || !known) return { status: 404, body: { words: "This shop has no such button." } };
    return ok({ words: floor.act(known) });
  }
  switch (`${method} ${path}`) {
    case "GET /__platform/truth":
      return ok(controls.truth());
    case "GET /__platform/control":
      return ok();
    case "DELETE /__platform/control":
      changeWeather(weather, fair());
      return ok();
    case "POST /__platform/control": {
      const change = read(body, WeatherChange);
      if ("status" in change) return change;
      changeWeather(weather, change.value);
      return ok();
    }
    case "POST /__platform/control/revoke":
      controls.revoke();
      return ok();
    case "POST /__platform/control/scopes": {
      const asked = read(body, z.strictObject({ scopes: z.array(z.string()) }));
      if ("status" in asked) return asked;
      const previous = controls.scopes.read();
      controls.scopes.grant(asked.value.scopes);
      sender.deliver({
        topic: "app/scopes_update",
        body: {
          id: 1,
          previous,
          current: asked.value.scopes,
          updated_at: new Date().toISOString(),
        },
      });
      return ok();
    }
    case "POST /__platform/control/uninstall":
      controls.revoke();
      sender.deliver({
        topic: "app/uninstalled",
        body: {
          id: store.shop.id,
          admin_graphql_api_id: gid("Shop", store.shop.id),
          name: store.shop.name,
          domain: store.shop.domain,
          myshopify_domain: store.shop.domain,
        },
      });
      return ok();
    default:
      return null;
  }
}

function read<T extends z.ZodType>(body: string, shape: T): { value: z.output<T> } | Reply {
  try {
    return { value: shape.parse(JSON.parse(body)) };
  } catch (error) {
    const words = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    return { status: 400, body: { error: words } };
  }
}
