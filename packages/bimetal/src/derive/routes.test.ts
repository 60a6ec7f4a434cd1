import { expect, test } from "vitest";
import { readManifest } from "../manifest/read.ts";
import { edgePolicy, gatewayPolicy, guardedShop } from "../testing/policy.ts";
import { shop, type WrittenManifest, workspace } from "../testing/workspace.ts";
import { derive } from "./derive.ts";
import { notice } from "./derived.ts";

/** What is derived, by path. */
function derived(manifest: WrittenManifest): Record<string, string> {
  using place = workspace(manifest);
  const files = derive(readManifest(place.root), () => false);
  return Object.fromEntries(files.map(({ path, content }) => [path, content]));
}

const routesFile = "packages/edge/gateway.routes.json";
const route = { upstream: "orders", packages: ["orders.v1"], address: "127.0.0.1:9100" };

test("without a policy the routes are all that the file holds", () => {
  expect(derived(shop())[routesFile]).toBe(`{
  "$generated": "${notice}",
  "routes": [
    {
      "upstream": "orders",
      "packages": [
        "orders.v1"
      ],
      "address": "127.0.0.1:9100"
    }
  ]
}
`);
});

test("policies are written as they are, the gateway's at the top and an edge's into its route", () => {
  const content = JSON.parse(derived(guardedShop())[routesFile] ?? "");
  expect(content).toEqual({ $generated: notice, ...gatewayPolicy, routes: [{ ...route, ...edgePolicy }] });
  expect(Object.keys(content)[0]).toBe("$generated");
});

test("what a policy leaves out is left out, and its defaults are the gateway's to know", () => {
  const content = JSON.parse(derived(guardedShop({}, { limits: { maxConcurrentCalls: 1 } }))[routesFile] ?? "");
  expect(content).toEqual({ $generated: notice, routes: [{ ...route, limits: { maxConcurrentCalls: 1 } }] });
});

test("a policy that names no file changes the routes alone", () => {
  const { [routesFile]: guarded, ...rest } = derived(
    guardedShop({ trustedProxies: 1 }, { limits: edgePolicy.limits, tls: {} }),
  );
  const { [routesFile]: open, ...restOfOpen } = derived(shop());
  expect(guarded).not.toBe(open);
  expect(rest).toEqual(restOfOpen);
});
