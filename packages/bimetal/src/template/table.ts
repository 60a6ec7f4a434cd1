/** What becomes of a file of the reference in a new workspace. */
export type Fate =
  /** The same there, byte for byte. */
  | "copied"
  /** The starter's: moved, and renamed to what the user has chosen. */
  | "starter"
  /** Written from the reference's by structured edits, which take out what only the reference has. */
  | "edited"
  /** Follows from the manifest. */
  | "derived"
  /** Stays here. */
  | "left out";

/** One row of the table: every file whose path begins so, unless a longer row covers it. */
export interface Entry {
  readonly path: string;
  readonly fate: Fate;
  readonly why: string;
  /** Where a starter's file goes; the reference's names are renamed within. */
  readonly to?: string;
}

/**
 * Which files of the reference are generic. A file that no row covers fails a test, so that nothing new is forgotten; and what is
 * copied, or the starter's, says no word of the demo domain, which another test holds.
 */
export const table: readonly Entry[] = [
  { path: ".cargo/", fate: "copied", why: "where the build scripts of Rust find protoc" },
  { path: ".devcontainer/", fate: "copied", why: "a machine with the toolchains, for those who have none" },
  { path: ".dockerignore", fate: "copied", why: "what images are built from" },
  { path: ".gitattributes", fate: "copied", why: "line endings are the same on every system" },
  { path: ".gitignore", fate: "copied", why: "what is installed and built" },
  { path: ".github/", fate: "copied", why: "the gates as a workflow, and updates of dependencies" },
  { path: ".github/workflows/pricer.yml", fate: "left out", why: "the demo's engines on other processors" },
  { path: ".npmrc", fate: "copied", why: "what the lock of packages says" },
  { path: "biome.jsonc", fate: "copied", why: "format and lint of TypeScript" },
  { path: "docker/", fate: "copied", why: "one Dockerfile a language" },
  { path: "docker/compose.yaml", fate: "derived", why: "the stack in containers" },
  { path: "docs/bench.md", fate: "copied", why: "how to read the bench" },
  { path: "docs/components.md", fate: "derived", why: "what there is, and who calls whom" },
  { path: "docs/configuration.md", fate: "copied", why: "what every component reads" },
  { path: "docs/numerics.md", fate: "left out", why: "the demo's mathematics" },
  { path: "packages/bench/", fate: "copied", why: "measures Go and Rust with the workspace's own programs" },
  { path: "packages/e2e/", fate: "copied", why: "the two drivers of the running stack" },
  { path: "packages/e2e/package.json", fate: "edited", why: "names the members that it runs" },
  { path: "packages/e2e/starter/", fate: "starter", why: "what the starter's stack must do", to: "packages/e2e/test/" },
  { path: "packages/gateway/", fate: "copied", why: "the edge, which knows no service" },
  { path: "packages/gateway/gateway.routes.json", fate: "derived", why: "the routes" },
  { path: "packages/starter/workspace/", fate: "starter", why: "a workspace's own documents", to: "" },
  { path: "packages/starter/service/", fate: "starter", why: "the service", to: "services/prime-tally/" },
  {
    path: "packages/starter/alone/internal/",
    fate: "starter",
    why: "the service without an engine",
    to: "alone/internal/",
  },
  { path: "packages/starter/engine/", fate: "starter", why: "the engine", to: "services/prime-sieve/" },
  { path: "packages/starter/bench/", fate: "starter", why: "what the starter's bench measures", to: "packages/bench/" },
  { path: "packages/starter/demo/", fate: "starter", why: "the starter's client", to: "packages/demo/" },
  { path: "proto/", fate: "copied", why: "how contracts are checked and bindings are made" },
  { path: "proto/lib.rs", fate: "edited", why: "a module a contract" },
  { path: "proto/gen/descriptor.binpb", fate: "edited", why: "the descriptors of all contracts" },
  ...["go", "rust", "ts"].map(
    (language): Entry => ({
      path: `proto/gen/${language}/gateway/`,
      fate: "copied",
      why: "bindings of the gateway's options",
    }),
  ),
  {
    path: "proto/gen/openapi.json",
    fate: "left out",
    why: "describes the demo's methods; a workspace decides whether to keep one",
  },
  { path: "proto/gen/ts/buf/", fate: "copied", why: "bindings of constraints" },
  { path: "proto/gen/ts/google/", fate: "copied", why: "bindings of annotations" },
  ...["", "gen/go/", "gen/rust/", "gen/ts/"].flatMap((folder): Entry[] => [
    {
      path: `proto/${folder}prime_tally/`,
      fate: "starter",
      why: "the service's contract",
      to: `proto/${folder}prime_tally/`,
    },
    {
      path: `proto/${folder}prime_sieve/`,
      fate: "starter",
      why: "the engine's contract",
      to: `proto/${folder}prime_sieve/`,
    },
  ]),
  {
    path: "proto/testdata/validation/prime_",
    fate: "starter",
    why: "messages of the starter's contracts",
    to: "proto/testdata/validation/prime_",
  },
  { path: "rustfmt.toml", fate: "copied", why: "how Rust is laid out" },
  { path: "scripts/", fate: "copied", why: "the two commands and the gates" },
  { path: "services/", fate: "copied", why: "the Go module, the Cargo workspace and the kits" },
  { path: "services/go.mod", fate: "edited", why: "says what is needed directly" },
  { path: "services/Cargo.toml", fate: "edited", why: "names the members" },
  { path: "services/Cargo.lock", fate: "edited", why: "names the members, and what only they need" },
  { path: "tools/", fate: "copied", why: "generators and linters, pinned" },
  { path: "tsconfig.base.json", fate: "copied", why: "how TypeScript is compiled" },
  { path: "turbo.json", fate: "copied", why: "the graph of tasks" },
  { path: "package.json", fate: "edited", why: "the workspace's name, its tool and its members" },
  { path: "package-lock.json", fate: "edited", why: "names the members, and what only they need" },
  { path: "bimetal.json", fate: "edited", why: "the manifest of a new workspace" },
  { path: "bimetal.processes.json", fate: "derived", why: "what is started for development" },

  { path: ".ci/", fate: "left out", why: "the gate of the reference; a workspace has the workflow" },
  { path: "CONTRIBUTING.md", fate: "left out", why: "a workspace has its own, in the starter" },
  { path: "LICENSE", fate: "left out", why: "a workspace's licence is its owner's choice" },
  { path: "README.md", fate: "left out", why: "a workspace has its own, in the starter" },
  { path: "docs/adr/", fate: "left out", why: "the reference's decisions; a workspace begins with one of its own" },
  { path: "packages/bench/bench.json", fate: "left out", why: "what the demo's bench measures" },
  { path: "packages/bench/get/src/", fate: "left out", why: "the demo's read in Rust" },
  { path: "packages/bimetal/", fate: "left out", why: "the tool, which a workspace carries packed" },
  { path: "packages/conformance/", fate: "left out", why: "what the gateway is held to; a workspace has one that was" },
  { path: "packages/create-bimetal/", fate: "left out", why: "what makes workspaces" },
  { path: "packages/demo/", fate: "left out", why: "the demo domain's client" },
  { path: "packages/e2e/bench/", fate: "left out", why: "measures the demo's stack" },
  { path: "packages/e2e/README.md", fate: "left out", why: "lists the demo's scenarios" },
  { path: "packages/e2e/test/", fate: "left out", why: "what the demo's stack must do" },
  { path: "packages/e2e/testdata/", fate: "left out", why: "published values of the demo domain" },
  { path: "packages/gateway-bench/", fate: "left out", why: "the gateway's speed beside that of others" },
  {
    path: "packages/starter/bench/get/Cargo.toml",
    fate: "left out",
    why: "there the crate is the one of every workspace's bench",
  },
  { path: "packages/starter/bench/package.json", fate: "left out", why: "there it is part of the bench's member" },
  { path: "packages/starter/bench/turbo.json", fate: "left out", why: "as package.json" },
  { path: "packages/starter/", fate: "left out", why: "what builds and explains the starter here" },
  {
    path: "packages/starter/service/go.mod",
    fate: "left out",
    why: "there the service is in the module of all services",
  },
  { path: "packages/starter/service/go.sum", fate: "left out", why: "as go.mod" },
  { path: "proto/released.binpb", fate: "left out", why: "the demo's contracts as they were released" },
  ...["", "testdata/validation/", "gen/go/", "gen/rust/", "gen/ts/"].flatMap((folder): Entry[] => [
    { path: `proto/${folder}risk`, fate: "left out", why: "the demo's public contract" },
    { path: `proto/${folder}pricer`, fate: "left out", why: "the demo's internal contract" },
  ]),
  { path: "scripts/generic.test.mjs", fate: "left out", why: "holds this table to its word" },
  { path: "scripts/graph.test.mjs", fate: "left out", why: "names the demo's members" },
  { path: "scripts/readme", fate: "left out", why: "holds what the reference's README says" },
  { path: "services/pricer/", fate: "left out", why: "the demo's engine" },
  { path: "services/pricer-go/", fate: "left out", why: "the demo's engine in Go" },
  { path: "services/risk/", fate: "left out", why: "the demo's service" },
];

/** The row that covers a file: the longest that it begins with. */
export function entryOf(file: string): Entry | undefined {
  return table
    .filter(({ path }) =>
      path.endsWith("/") || path.includes(".") ? file === path || file.startsWith(path) : file.startsWith(path),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
}
