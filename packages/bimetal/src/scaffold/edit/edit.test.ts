import { expect, test } from "vitest";
import { CargoLock } from "./cargo-lock.ts";
import { appendJson, removeFromJson, setJson } from "./json.ts";
import { NpmLock } from "./npm-lock.ts";
import { addModule, moduleText, removeModules } from "./rust.ts";
import { editToml } from "./toml.ts";

const json = `{
  // Kept.
  "list": [
    { "name": "one" }, // one
    { "name": "two" }
  ],
  "map": { "b": 1, "d": 2 }
}
`;

test("JSON: a value is put behind the last of a list, and taken out, and nothing else changes", () => {
  const added = appendJson(json, ["list"], { name: "three" });
  expect(added).toBe(json.replace('{ "name": "two" }', '{ "name": "two" },\n    { "name": "three" }'));
  expect(removeFromJson<{ name: string }>(added, ["list"], ({ name }) => name === "three")).toBe(json);
});

test("JSON: a new key comes where the alphabet wants it, comments are kept", () => {
  const changed = setJson(json, ["map", "c"], 3);
  expect(changed).toContain("// Kept.");
  expect([...changed.matchAll(/"([bcd])":/g)].map(([, key]) => key)).toEqual(["b", "c", "d"]);
});

test("TOML: values change, comments and layout stay", () => {
  const toml = '# Kept.\nlist = ["a", "b"] # here too\n\n[table]\nkey = 1\n';
  expect(editToml<{ list: string[] }>(toml, ({ list }) => void list.push("c"))).toBe(toml.replace('"b"', '"b", "c"'));
});

test("Rust: a module is added behind the last and taken out with its attributes and comments", () => {
  const rust = "//! Doc.\n\nconst A: u8 = 1;\n\n/// One.\n#[allow(dead_code)]\npub mod one {\n    pub mod v1 {}\n}\n";
  const added = addModule(rust, "two", "pub mod two {}");
  expect(added.indexOf("pub mod two")).toBeGreaterThan(added.indexOf("pub mod one"));
  expect(addModule(added, "two", "pub mod two {}")).toBe(added);
  expect(removeModules(added, (name) => name === "two")).toBe(rust);
  expect(removeModules(added, () => true)).toBe("//! Doc.\n\nconst A: u8 = 1;\n");
  // A module that is only spoken of is none.
  const spoken = '// pub mod three {}\nconst B: &str = "pub mod four {}";\n';
  for (const name of ["three", "four"]) expect(moduleText(spoken, name)).toBeUndefined();
  expect(removeModules(spoken, () => true)).toBe(spoken);
});

test("package-lock.json: what nothing needs goes, what something needs at another place stays", () => {
  const lock = new NpmLock(
    JSON.stringify({
      packages: {
        "": { dependencies: { kept: "1" } },
        "node_modules/kept": { dependencies: { deep: "1" } },
        "node_modules/kept/node_modules/deep": { version: "1" },
        "node_modules/deep": { version: "2" },
        "node_modules/gone": {},
        "node_modules/mine": { resolved: "services/mine", link: true },
        "services/mine": { name: "mine" },
      },
    }),
  );
  lock.prune();
  expect(Object.keys(JSON.parse(lock.toString()).packages)).toEqual([
    "",
    "node_modules/kept",
    "node_modules/kept/node_modules/deep",
    "node_modules/mine",
    "services/mine",
  ]);
  lock.removeMember("services/mine");
  expect(lock.members()).toEqual([]);
});

test("Cargo.lock: a member brings what it needs and takes it along again", () => {
  const crate = (name: string, rest: string) => `[[package]]\nname = "${name}"\nversion = "1.0.0"\n${rest}`;
  const registry = 'source = "registry"\n';
  const head = "version = 4\n\n";
  const own = [
    crate("engine", 'dependencies = [\n "far",\n "near",\n]\n'),
    crate("far", registry),
    crate("near", registry),
  ];
  const theirs = `${head}${[crate("kit", 'dependencies = [\n "near",\n]\n'), crate("near", registry)].join("\n")}`;
  const lock = new CargoLock(theirs);
  lock.add(new CargoLock(head + own.join("\n")), "engine", (text) => text.replace("engine", "search"));
  expect(lock.members()).toEqual(["kit", "search"]);
  expect(lock.toString()).toContain('name = "far"');
  lock.remove("search");
  expect(lock.toString()).toBe(theirs);
});

test("Cargo.lock: a dependency has its version behind it where there are several of the name, and only there; 0.9 is before 0.10", () => {
  const crate = (name: string, version: string, ...rest: string[]) =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\n${rest.join("\n")}\n`;
  const [registry, one] = ['source = "registry"', 'dependencies = [\n "rand",\n]'];
  const [old, young] = [crate("rand", "0.9.5", registry), crate("rand", "0.10.4", registry)];
  const kit = crate("kit", "1.0.0", one);
  const theirs = `version = 4\n\n${kit}\n${young}`;
  const engine = crate("engine", "1.0.0", one);
  const lock = new CargoLock(theirs);
  lock.add(new CargoLock(`version = 4\n\n${engine}\n${old}`), "engine", (text) => text);
  const both = [engine.replace("rand", "rand 0.9.5"), kit.replace("rand", "rand 0.10.4"), old, young];
  expect(lock.toString()).toBe(`version = 4\n\n${both.join("\n")}`);
  lock.remove("engine");
  expect(lock.toString()).toBe(theirs);
});
