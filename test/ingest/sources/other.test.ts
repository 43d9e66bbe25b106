import { expect, test } from "vitest";
import { answers } from "../../../app/ingest/sources/answers.ts";
import { costs } from "../../../app/ingest/sources/costs.ts";
import { customers } from "../../../app/ingest/sources/customers.ts";
import { fulfillments } from "../../../app/ingest/sources/fulfillments.ts";
import { products } from "../../../app/ingest/sources/products.ts";
import { ofKind, scopeOf, takeFile } from "./read.ts";

test("a parcel is its order, its time and its place among equals", () => {
  const { facts } = takeFile(
    fulfillments,
    "order,created_at,delivered_at,carrier\n" +
      "#1,2026-01-02 10:00:00 +0000,2026-01-05T09:00:00Z,DHL\n" +
      "1,2026-01-02T10:00:00Z,,\n" +
      "1,2026-01-03T10:00:00Z,,\n",
  );
  expect(facts).toMatchObject([
    {
      id: "csv:1 2026-01-02T10:00:00.000Z 0",
      orderRef: "1",
      status: "success",
      deliveredAt: new Date("2026-01-05T09:00:00Z"),
      carrier: "DHL",
      promisedAt: null,
    },
    { id: "csv:1 2026-01-02T10:00:00.000Z 1", deliveredAt: null },
    { id: "csv:1 2026-01-03T10:00:00.000Z 0" },
  ]);
});

test("answers off their scale, question or touchpoint are refused with what was expected", () => {
  const row = (question: string, score: string, touchpoint: string) =>
    takeFile(
      answers,
      `order,question,score,answered_at,touchpoint,text\n#1,${question},${score},2026-01-02T10:00:00Z,${touchpoint},ok\n`,
    );
  expect(row("nps", "0", "checkout").facts).toMatchObject([
    { orderRef: "1", question: "nps", score: 0, touchpoint: "checkout", text: "ok" },
  ]);
  expect(row("CSAT", "5", "after_delivery").facts).toHaveLength(1);
  expect(row("nps", "11", "checkout").problems[0]?.reason).toContain('got "11", expected 0 to 10');
  expect(row("csat", "0", "checkout").problems[0]?.reason).toContain('got "0", expected 1 to 5');
  expect(row("csat", "4.5", "checkout").problems[0]?.reason).toContain("expected a whole number");
  expect(row("mood", "3", "checkout").problems[0]?.reason).toContain(
    "expected nps, csat or heard-about",
  );
  expect(row("nps", "3", "mail").problems[0]?.reason).toContain("expected one of checkout");
});

test("how a buyer heard of the shop is a channel, and needs no score", () => {
  const head = "order,question,score,answered_at,touchpoint,text\n";
  const rest = "2026-01-02 10:00:00,checkout";
  const { facts, problems } = takeFile(
    answers,
    `${head}#1,heard-about,,${rest},Instagram\n#2,heard-about,,${rest},a friend\n#3,heard-about,,${rest},\n#4,nps,,${rest},\n`,
  );
  expect(facts).toMatchObject([{ question: "heard-about", score: 0, text: "paid-social" }]);
  expect(problems.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^text: got "a friend", expected one of organic-search, .*, pos; write/),
    expect.stringMatching(/^text: got an empty cell, expected one of organic-search/),
    "score: got an empty cell, expected 0 to 10; correct it",
  ]);
});

test("costs keep fractions of a cent; an undated one holds from the day of import", () => {
  const { facts, problems } = takeFile(
    costs,
    "sku,cost,valid_from\nCUP,3.205,2026-01-01\nPLATE,4,\nBOWL,,\n,5,\n",
    scopeOf("Europe/London"),
  );
  expect(facts).toEqual([
    { kind: "cost", item: "sku:CUP", validFrom: new Date("2026-01-01T00:00:00Z"), amount: "320.5" },
    { kind: "cost", item: "sku:PLATE", validFrom: new Date("2026-05-04T00:00:00Z"), amount: "400" },
  ]);
  expect(problems).toMatchObject([{ line: 5 }]);
});

test("Shopify's inventory export is a cost file too", () => {
  const { facts } = takeFile(costs, "Handle,SKU,Cost per item\ncup,CUP,3.20\n");
  expect(facts).toMatchObject([{ item: "sku:CUP", amount: "320" }]);
});

test("a product's rows share its handle; a row with only a picture is no variant", () => {
  const { facts } = takeFile(
    products,
    "Handle,Title,Vendor,Type,Tags,Published,Option1 Value,Variant SKU,Variant Price,Image Src,Gift Card,Cost per item\n" +
      'pot,Clay pot,Co,Outdoor,"Pot, Plants",true,Small,P-S,9.99,x,false,4.10\n' +
      "pot,,,,,,Large,P-L,15.99,x,,\n" +
      "pot,,,,,,,,,y,,\n",
  );
  expect(ofKind(facts, "product")).toMatchObject([
    {
      id: "csv:pot",
      title: "Clay pot",
      tags: ["Pot", "Plants"],
      status: "active",
      giftCard: false,
      variants: [
        { id: "csv:pot/Small", position: 1, title: "Small", sku: "P-S", price: 999n },
        { id: "csv:pot/Large", position: 2, title: "Large", sku: "P-L", price: 1599n },
      ],
    },
  ]);
  expect(ofKind(facts, "cost")).toMatchObject([{ item: "sku:P-S", amount: "410" }]);
});

test("a product that is not published is not offered on the online store, whatever its status", () => {
  const { facts } = takeFile(
    products,
    "Handle,Title,Published,Status\non,On,true,active\noff,Off,false,active\nold,Old,false,archived\n" +
      "plain,Plain,false,\n",
  );
  expect(ofKind(facts, "product").map(({ status }) => status)).toEqual([
    "active",
    "unlisted",
    "archived",
    "draft",
  ]);
});

test("a customer is Shopify's id, else the e-mail, else the phone", () => {
  const { facts, problems } = takeFile(
    customers,
    "Customer ID,First Name,Last Name,Email,Phone\n'1234,Ann,Lee,Ann@x.test,\n,Bo,,Bo@x.test,\n,,,,+1\n,,,,\n,No,,,\n",
  );
  expect(ofKind(facts, "customer").map(({ id }) => id)).toEqual([
    "1234",
    "person:bo@x.test",
    "person:+1",
  ]);
  expect(facts[0]).toMatchObject({ contact: { email: "ann@x.test", firstName: "Ann" } });
  expect(problems).toMatchObject([{ line: 6 }]);
});
