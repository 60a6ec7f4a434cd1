import { changedByGenerating } from "./generated.mjs";

/** turbo, as the gates run it: plain text, only what failed in full, all failures at once. */
const turbo = (...args) => ["turbo", "run", ...args, "--output-logs=errors-only", "--continue=dependencies-successful"];

/**
 * The gates that every change must pass, in the order in which they run. Each either runs commands, all of which must exit with
 * 0, or has a `check` that gives what is wrong. `fix` is the command that puts it right, `needs` the gate that it stands on.
 *
 * @param drivers the drivers of the end-to-end scenarios
 */
export function gates(drivers) {
  return [
    {
      name: "format",
      fix: "npm run format",
      commands: [
        ["biome", "format", "."],
        [
          "sh",
          "-c",
          `test -z "$(git ls-files -z -co --exclude-standard '*.go' | xargs -0 gofmt -l | tee /dev/stderr)"`,
        ],
        ["cargo", "fmt", "--manifest-path", "services/Cargo.toml", "--all", "--check"],
        // The contracts' lint looks at theirs.
      ],
    },
    {
      name: "derived files",
      fix: "npm run sync",
      commands: [["node", "node_modules/bimetal/bimetal.mjs", "sync", "--check"]],
    },
    {
      name: "generated files",
      fix: "npm run generate",
      note: "the first time this compiles the generators, which takes some minutes",
      check: changedByGenerating,
    },
    { name: "build", note: "the first time this compiles all dependencies", commands: [turbo("build")] },
    {
      name: "lint",
      note: "the first time this compiles the linters, which takes some minutes",
      commands: [["biome", "check", "."], turbo("lint")],
    },
    { name: "unit tests", commands: [turbo("test")] },
    { name: "workspace", commands: [["node", "--test", "scripts/**/*.test.mjs"]] },
    ...drivers.map((driver) => ({
      name: `end to end on ${driver}`,
      needs: "build",
      env: { E2E_DRIVER: driver },
      // One after the other: what is measured in one must not be the load of another.
      commands: [["turbo", "run", "e2e", "--output-logs=full", "--log-prefix=none", "--concurrency=1"]],
    })),
  ];
}
