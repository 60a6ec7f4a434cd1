import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { edgePolicy, gatewayPolicy, guardedShop } from "../testing/policy.ts";
import { recordingIo, shop, workspace } from "../testing/workspace.ts";
import { connect } from "./connect.ts";
import { disconnect } from "./disconnect.ts";
import { remove } from "./remove.ts";
import { sync } from "./sync.ts";

const files = [
  "docker/compose.yaml",
  "packages/edge/gateway.routes.json",
  "bimetal.processes.json",
  "docs/components.md",
] as const;

/** Runs the command and gives what it did. */
async function run(root: string, ...args: string[]) {
  const io = recordingIo(root);
  const code = await sync.run(args, io);
  return { code, out: io.out(), err: io.err() };
}

/** What stands in the first three files. */
function derived(root: string) {
  const [compose, routes, processes] = files.map((file) => readFileSync(join(root, file), "utf8"));
  return {
    services: parse(compose ?? "").services,
    routes: JSON.parse(routes ?? "").routes,
    processes: JSON.parse(processes ?? "").processes as { name: string; port: number; replicas: number }[],
  };
}

test("more replicas and another port are an edit of the manifest alone", async () => {
  using place = workspace();
  await run(place.root);
  const manifest = shop();
  for (const one of manifest.components) {
    if (one.name === "stock-match") one.replicas = 4;
    if (one.name === "orders") one.port = 9555;
  }
  place.write(manifest);

  expect((await run(place.root)).code).toBe(0);

  const { services, routes, processes } = derived(place.root);
  expect(services["stock-match"].scale).toBe(4);
  expect(services.orders.environment.LISTEN_ADDRESS).toBe("0.0.0.0:9555");
  expect(services.edge.environment.ORDERS_ADDRESS).toBe("orders:9555");
  expect(routes).toEqual([{ upstream: "orders", packages: ["orders.v1"], address: "127.0.0.1:9555" }]);
  expect(processes.map(({ name, port, replicas }) => `${name} ${port} ${replicas}`)).toEqual([
    "stock-match 9200 4",
    "postgres 5432 1",
    "orders 9555 1",
    "edge 8080 1",
  ]);
});

test("processes come in start order, with programs, addresses and limits", async () => {
  using place = workspace();
  await run(place.root);
  expect(derived(place.root).processes.find(({ name }) => name === "orders")).toEqual({
    name: "orders",
    kind: "service",
    replicas: 1,
    port: 9100,
    memory: "256m",
    after: ["stock-match", "postgres"],
    directory: "services/orders",
    run: ["services/orders/bin/orders"],
    addresses: { STOCK_MATCH_ADDRESS: "stock-match", DATABASE_URL: "postgres" },
    env: { GOMEMLIMIT: "241591910B" },
  });
});

test("a second run finds everything current", async () => {
  using place = workspace();
  expect((await run(place.root)).out).toBe(files.map((file) => `${file} written\n`).join(""));
  expect((await run(place.root)).out).toBe(files.map((file) => `${file} is current\n`).join(""));
  expect(await run(place.root, "--check")).toMatchObject({ code: 0, err: "" });
});

test("--check names the first line that differs, and writes nothing", async () => {
  using place = workspace();
  await run(place.root);
  const edited = readFileSync(join(place.root, files[0]), "utf8").replace("mem_limit: 512m", "mem_limit: 9g");
  writeFileSync(join(place.root, files[0]), edited);

  const { code, err } = await run(place.root, "--check");

  expect(code).toBe(1);
  expect(err).toMatch(
    /^docker\/compose\.yaml is stale at line \d+\n {2}is: +mem_limit: 9g\n {2}should be: +mem_limit: 512m\n/,
  );
  expect(readFileSync(join(place.root, files[0]), "utf8")).toBe(edited);
});

test("--check names files that are missing or too short", async () => {
  using place = workspace();
  await run(place.root);
  writeFileSync(join(place.root, files[1]), "{\n");
  writeFileSync(join(place.root, files[2]), "");
  const { code, err } = await run(place.root, "--check");
  expect(code).toBe(1);
  expect(err).toContain(`${files[1]} is stale at line 2`);
  using empty = workspace();
  expect((await run(empty.root, "--check")).err).toContain(`${files[2]} is missing`);
});

test("--json is one document that says what was written", async () => {
  using place = workspace();
  await run(place.root);
  writeFileSync(join(place.root, files[2]), "{}");
  const checked = JSON.parse((await run(place.root, "--check", "--json")).out);
  expect(checked.files[2]).toMatchObject({
    path: files[2],
    state: "stale",
    written: false,
    difference: { line: 1, actual: "{}" },
  });
  const written = JSON.parse((await run(place.root, "--json")).out);
  expect(written.files.map((file: { written: boolean }) => file.written)).toEqual([false, false, true, false]);
});

test("the command works from a folder inside the workspace", async () => {
  using place = workspace();
  expect((await run(join(place.root, "services/orders"))).code).toBe(0);
  expect((await run(place.root, "--check")).code).toBe(0);
});

test("a service that has the file gets a client of each component that it calls", async () => {
  using place = workspace();
  const file = join(place.root, "services/orders/internal/clients/clients.go");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  await run(place.root);
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(/^\/\/ Code generated by `bimetal sync` from bimetal\.json\. DO NOT EDIT\.$/m);
  expect(text).toContain('s.Depends("stock-match", c.StockMatch.Conn()),');
  // A database is reached otherwise.
  expect(text).not.toContain("ostgres");
});

test("a mistake in a policy is named with its place, and nothing is written", async () => {
  using place = workspace(guardedShop({ auth: { apiKey: "keys.json" } }, { limits: { maxTimeout: "10" } }));
  await expect(run(place.root)).rejects.toThrow(
    /\n {2}\/components\/0\/policy\/auth\/apiKey: .*"apiKeys".*\n {2}\/edges\/0\/policy\/limits\/maxTimeout: must look like/,
  );
  expect(existsSync(join(place.root, files[1]))).toBe(false);
});

test("connect, disconnect and remove leave the policies of others alone", async () => {
  const { components, edges, ...rest } = guardedShop();
  const audit = { name: "audit", kind: "service", path: "services/audit", port: 9101, contract: "audit.v1" } as const;
  const manifest = { ...rest, components: [...components, { ...audit, memory: "64m" }], edges };
  using place = workspace(manifest);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(place.root, path)), { recursive: true });
    writeFileSync(join(place.root, path), content);
  };
  write("proto/lib.rs", "");
  write("packages/e2e/package.json", '{ "devDependencies": {} }');
  write("package-lock.json", '{ "packages": {} }');
  const [, routesFile] = files;
  const read = (path: string) => readFileSync(join(place.root, path), "utf8");
  const upstreams = () => JSON.parse(read(routesFile)).routes.map(({ upstream }: { upstream: string }) => upstream);
  const before = read("bimetal.json");
  await run(place.root);
  const routesBefore = read(routesFile);

  expect(await connect.run(["edge", "audit"], recordingIo(place.root))).toBe(0);
  expect(upstreams()).toEqual(["orders", "audit"]);
  expect(JSON.parse(read(routesFile))).toMatchObject({ ...gatewayPolicy, routes: [edgePolicy, {}] });

  expect(await disconnect.run(["edge", "audit"], recordingIo(place.root))).toBe(0);
  expect(read("bimetal.json")).toBe(before);
  expect(read(routesFile)).toBe(routesBefore);

  expect(await remove.run(["audit"], recordingIo(place.root))).toBe(0);
  expect(JSON.parse(read("bimetal.json"))).toEqual(guardedShop());
  expect(read(routesFile)).toBe(routesBefore);
  expect((await run(place.root, "--check")).code).toBe(0);
});
