import { expect, test } from "vitest";
import { createTokenDesk, idToken } from "./tokens.ts";

const app = { key: "key", secret: "secret" };
const now = new Date("2026-11-22T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const exchange = (token: string) => ({
  client_id: "key",
  client_secret: "secret",
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token: token,
});

test("an id token is exchanged for an access token of one hour with a refresh token", () => {
  const desk = createTokenDesk(app, () => "read_orders");
  const given = desk.exchange(exchange(idToken(app, "a.myshopify.com", now)), now);
  expect(given.status).toBe(200);
  expect(given.body).toMatchObject({
    scope: "read_orders",
    expires_in: 3600,
    refresh_token_expires_in: 7_776_000,
  });
  expect(desk.holds(String(given.body.access_token), later(3599))).toBe(true);
  expect(desk.holds(String(given.body.access_token), later(3600))).toBe(false);
});

test("a refresh token gives a new pair once", () => {
  const desk = createTokenDesk(app, () => "");
  const first = desk.exchange(exchange(idToken(app, "a.myshopify.com", now)), now);
  const refresh = {
    client_id: "key",
    client_secret: "secret",
    grant_type: "refresh_token",
    refresh_token: first.body.refresh_token,
  };
  const second = desk.exchange(refresh, later(4000));
  expect(second.status).toBe(200);
  expect(desk.holds(String(second.body.access_token), later(4001))).toBe(true);
  expect(desk.exchange(refresh, later(4002)).body).toEqual({ error: "invalid_grant" });
});

test("a token signed with another secret, or long over, is refused", () => {
  const desk = createTokenDesk(app, () => "");
  const foreign = idToken({ key: "key", secret: "other" }, "a.myshopify.com", now);
  const refused = { status: 400, body: { error: "invalid_subject_token" } };
  expect(desk.exchange(exchange(foreign), now)).toEqual(refused);
  expect(desk.exchange(exchange(idToken(app, "a.myshopify.com", now)), later(120))).toEqual(
    refused,
  );
});
