import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { shop, type WrittenManifest, workspace } from "../testing/workspace.ts";
import { ManifestError } from "./error.ts";
import { findRoot, readManifest } from "./read.ts";

/** What reading finds wrong, as `path: message`. */
function findings(root: string): string[] {
  try {
    readManifest(root);
  } catch (error) {
    if (error instanceof ManifestError) return error.findings.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

/** What is wrong after `change`. */
function findingsAfter(change: (manifest: WrittenManifest) => void): string[] {
  const manifest = shop();
  using place = workspace(manifest);
  change(manifest);
  place.write(manifest);
  return findings(place.root);
}

const component = (manifest: WrittenManifest, name: string) => {
  const found = manifest.components.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

test("defaults are filled in", () => {
  using place = workspace();
  const { components } = readManifest(place.root);
  expect(components.map(({ replicas }) => replicas)).toEqual([1, 1, 1, 1]);
});

test("the language of an engine is what its folder says", () => {
  using place = workspace();
  const says = (file: string, language?: string) => {
    const manifest = shop();
    if (language !== undefined) component(manifest, "stock-match").language = language as "go" | "rust";
    place.write(manifest);
    writeFileSync(join(place.root, "services/stock-match", file), "");
    const found = findings(place.root);
    rmSync(join(place.root, "services/stock-match", file));
    return found;
  };
  const wrong = (found: string, said: string) =>
    `/components/2/language: services/stock-match is written in ${found}, not in ${said}; give the component "language": "${found}"`;
  expect(says("main.go", "go")).toEqual([]);
  expect(says("Cargo.toml", "rust")).toEqual([]);
  expect(says("Cargo.toml")).toEqual([]);
  expect(says("main.go")).toEqual([wrong("go", "rust")]);
  expect(says("Cargo.toml", "go")).toEqual([wrong("rust", "go")]);
});

test.each(["orders", "edge", "postgres"])("only an engine has a language to choose, not %s", (name) => {
  expect(
    findingsAfter((manifest) => {
      component(manifest, name).language = "go";
    }),
  ).toEqual([expect.stringMatching(/\/language: a component of this kind has none; remove it$/)]);
});

test("edges may be left out", () => {
  using place = workspace();
  const { edges: _, ...rest } = shop();
  place.write(rest);
  expect(readManifest(place.root).edges).toEqual([]);
});

describe("what is wrong is named with its place", () => {
  test.each<[string, (manifest: WrittenManifest) => void, string]>([
    [
      "a name used twice",
      (m) => {
        component(m, "stock-match").name = "orders";
      },
      "/components/2/name: orders is already that of /components/1: names are unique; rename one",
    ],
    [
      "a port used twice",
      (m) => {
        component(m, "orders").port = 8080;
      },
      "/components/1/port: 8080 is already that of edge: ports are unique; move one",
    ],
    [
      "a folder used twice",
      (m) => {
        component(m, "orders").path = "packages/edge";
      },
      "/components/1/path: packages/edge is already that of edge: a folder is one component's; use replicas to run it more than once",
    ],
    [
      "an edge to nobody",
      (m) => {
        m.edges[0] = { from: "edge", to: "order" };
      },
      '/edges/0/to: there is no component "order". Did you mean "orders"?',
    ],
    [
      "an edge from nobody",
      (m) => {
        m.edges[0] = { from: "browser", to: "orders" };
      },
      '/edges/0/from: there is no component "browser".',
    ],
    [
      "an edge twice",
      (m) => {
        m.edges.push({ from: "edge", to: "orders" });
      },
      "/edges/3: edge -> orders is there twice; remove one",
    ],
    [
      "a circle",
      (m) => {
        m.edges.push({ from: "stock-match", to: "orders" });
      },
      "/edges: circular calls: orders -> stock-match -> orders. Nothing could start first; remove one",
    ],
    [
      "a database that calls",
      (m) => {
        m.edges.push({ from: "postgres", to: "orders" });
      },
      "/edges/3/from: postgres is a database: it calls nobody",
    ],
    [
      "a call of the gateway",
      (m) => {
        m.edges.push({ from: "stock-match", to: "edge" });
      },
      "/edges/3/to: edge is the gateway: nobody calls it from inside",
    ],
    [
      "a gateway on a database",
      (m) => {
        m.edges.push({ from: "edge", to: "postgres" });
      },
      "/edges/3/to: a gateway reaches no database; call a service",
    ],
    [
      "a route without a contract",
      (m) => {
        delete component(m, "orders").contract;
      },
      "/edges/0/to: the gateway can route to orders only when it has a contract; give it one",
    ],
    [
      "a field nobody knows",
      (m) => {
        component(m, "orders").replica = 2;
      },
      '/components/1/replica: there is no such field. Did you mean "replicas"?',
    ],
    [
      "a field nobody knows at the top",
      (m) => {
        m.services = [];
      },
      "/services: there is no such field.",
    ],
    [
      "a missing field",
      (m) => {
        Reflect.deleteProperty(component(m, "orders"), "port");
      },
      "/components/1/port: is missing",
    ],
    [
      "a service without a folder",
      (m) => {
        delete component(m, "orders").path;
      },
      "/components/1/path: is missing",
    ],
    [
      "a database with a folder",
      (m) => {
        component(m, "postgres").path = "services/orders";
      },
      "/components/3/path: a component of this kind has none; remove it",
    ],
    [
      "a second gateway process",
      (m) => {
        component(m, "edge").replicas = 2;
      },
      "/components/0/replicas: must be 1 in a component of this kind",
    ],
    [
      "a kind nobody knows",
      (m) => {
        component(m, "orders").kind = "worker" as "service";
      },
      "/components/1/kind: must be one of database, service, engine, gateway",
    ],
    [
      "a port out of range",
      (m) => {
        component(m, "orders").port = 70000;
      },
      "/components/1/port: must be <= 65535",
    ],
    [
      "memory without a unit",
      (m) => {
        component(m, "orders").memory = "256";
      },
      '/components/1/memory: must look like "256m" or "1g", not "256"',
    ],
    [
      "a path out of the workspace",
      (m) => {
        component(m, "orders").path = "../orders";
      },
      '/components/1/path: must look like "services/orders" or "packages/gateway", not "../orders"',
    ],
  ])("%s", (_, change, finding) => {
    expect(findingsAfter(change)).toContain(finding);
  });

  test("a folder that is not there, and one that is no member", () => {
    using place = workspace();
    rmSync(join(place.root, "services/orders"), { recursive: true });
    rmSync(join(place.root, "packages/edge/package.json"));
    expect(findings(place.root)).toEqual([
      "/components/0/path: packages/edge has no package.json: every member has one, so that it is built and tested with the others",
      "/components/1/path: there is no folder services/orders",
    ]);
  });

  test("a folder that is a link out of the workspace", () => {
    using place = workspace();
    using elsewhere = workspace();
    rmSync(join(place.root, "services/orders"), { recursive: true });
    symlinkSync(join(elsewhere.root, "services/orders"), join(place.root, "services/orders"));
    expect(findings(place.root)).toEqual([
      "/components/1/path: services/orders leads out of the workspace, through a link; a member's files lie in it",
    ]);
  });

  test("a second gateway, and a second database of one component", () => {
    const manifest = shop();
    manifest.components.push({ name: "edge-2", kind: "gateway", path: "packages/edge-2", port: 8081, memory: "384m" });
    manifest.components.push({ name: "archive", kind: "database", port: 5433, memory: "512m" });
    manifest.edges.push({ from: "orders", to: "archive" });
    using place = workspace(manifest);
    expect(findings(place.root)).toEqual([
      "/components/4/kind: a workspace has one gateway: its port is the one that is published; remove one",
      "/edges/3/to: orders already has a database; it can have one",
    ]);
  });

  test("all of it at once, in the message too", () => {
    using place = workspace();
    const manifest = shop();
    component(manifest, "orders").port = 8080;
    manifest.edges.push({ from: "edge", to: "nobody" });
    place.write(manifest);
    expect(findings(place.root)).toHaveLength(2);
    expect(() => readManifest(place.root)).toThrow(
      /bimetal\.json cannot be used:\n {2}\/components\/1\/port: .*\n {2}\/edges\/3\/to: /,
    );
  });

  test("text that is not JSON", () => {
    using place = workspace();
    writeFileSync(join(place.root, "bimetal.json"), "{ name: 1 }");
    expect(findings(place.root)).toEqual([expect.stringContaining("not JSON: ")]);
  });
});

test("the workspace is found from any folder inside it", () => {
  using place = workspace();
  mkdirSync(join(place.root, "services/orders/internal"));
  expect(findRoot(join(place.root, "services/orders/internal"))).toBe(place.root);
});

test("outside a workspace there is a message that says so", () => {
  expect(() => findRoot("/")).toThrow("no bimetal.json in / or above it: not in a workspace");
});

const schema = JSON.parse(readFileSync(new URL("../../schema/bimetal.schema.json", import.meta.url), "utf8"));

/** All objects in the schema. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner];
}

test("the schema describes every field, and allows no others", () => {
  const closed = objectsIn(schema).filter(({ type }) => type === "object");
  expect(closed.length).toBeGreaterThan(10);
  for (const { properties, additionalProperties } of closed) {
    expect(additionalProperties).toBe(false);
    const undescribed = Object.entries(properties as Record<string, { description?: unknown }>).filter(
      ([, { description }]) => typeof description !== "string",
    );
    expect(undescribed).toEqual([]);
  }
});

test("the schema's examples and defaults are what it asks for", () => {
  const parts = objectsIn(schema).map(({ default: fallback, examples = [], ...part }) => {
    const given = [...(examples as unknown[]), ...(fallback === undefined ? [] : [fallback])];
    return { part, given };
  });
  const exemplary = parts.filter(({ given }) => given.length > 0);
  expect(exemplary.length).toBeGreaterThan(20);
  for (const { part, given } of exemplary) {
    const fits = new Ajv().compile({ ...part, definitions: schema.definitions });
    for (const one of given) expect(fits(one), JSON.stringify(one)).toBe(true);
  }
});
