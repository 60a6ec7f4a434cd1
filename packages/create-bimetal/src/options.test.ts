import { UsageError } from "bimetal/create";
import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("options are read as they are", () => {
  const args = [
    "shop",
    "--service",
    "catalog",
    "--engine=search",
    "--no-git",
    "--no-install",
    "--license",
    "mit",
    "-y",
  ];
  expect(readOptions(args, {})).toMatchObject({
    target: "shop",
    service: "catalog",
    engine: "search",
    license: "MIT",
    git: false,
    install: false,
    yes: true,
  });
  expect(readOptions([], {})).toMatchObject({ target: undefined, service: undefined, license: "none", git: true });
});

// As npm 11 passes them on.
test.each([
  [["shop", "catalog", "search"], { npm_config_service: "true", npm_config_engine_strict: "true" }],
  [["shop", "search"], { npm_config_service: "catalog", npm_config_engine_strict: "true" }],
])("options that npm took for its own are found: %j", (args, env) => {
  const found = readOptions(args, { npm_command: "exec", npm_config_git: "false", npm_config_install: "", ...env });
  expect(found).toMatchObject({ target: "shop", service: "catalog", engine: "search", git: false, install: false });
});

test("what npm says of itself is not taken for an option", () => {
  const env = { npm_command: "exec", npm_config_license: "", npm_config_yes: "", npm_config_engine_strict: "" };
  expect(readOptions(["shop"], env)).toMatchObject({
    service: undefined,
    engine: undefined,
    license: "none",
    yes: false,
  });
  expect(readOptions(["shop"], { npm_config_service: "true" })).toMatchObject({ service: undefined });
});

test.each([[["a", "b"]], [["shop", "--license", "GPL"]]])("%j is refused", (args) => {
  expect(() => readOptions(args, {})).toThrow(UsageError);
});
