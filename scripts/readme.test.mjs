// What the README says is so: each command exists, each path leads somewhere, and what it shows is what there is.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileLinks, firstColumn, marked, root, shellBlocks } from "./readme/document.mjs";

const read = (path) => readFileSync(new URL(path, root), "utf8");
const exists = (path) => existsSync(new URL(path, root));
const scripts = JSON.parse(read("package.json")).scripts;
const compose = read("docker/compose.yaml");

/** The paths of the HTTP annotations of a contract. */
const routesOf = (folder) =>
  readdirSync(new URL(folder, root))
    .flatMap((file) => [...read(`${folder}/${file}`).matchAll(/(?:get|post): "([^"]+)"/g)])
    .map(([, path]) => path);

/** What is held of a command line, by how it begins. A line that none claims fails. */
const claims = [
  [
    /^npx bimetal (\w+) ?(service|engine)?/,
    ([, command]) => assert.ok(exists(`packages/bimetal/src/commands/${command}.ts`), `bimetal has no ${command}`),
  ],
  [/^npm (?:run (?:--silent )?)?(\w+)/, ([, name]) => assert.ok(name in scripts, `package.json has no script ${name}`)],
  [
    /^docker compose -f (\S+) /,
    ([line, file]) => {
      assert.ok(exists(file), `there is no ${file}`);
      for (const [, service] of line.matchAll(/--scale (\w+)=/g))
        assert.match(compose, new RegExp(`^  ${service}:$`, "m"));
    },
  ],
  [
    /^curl .*-d '(.*)' http:\/\/localhost:(\d+)\/([\w.]+)\.(\w+)\/(\w+)$/,
    ([, body, port, pkg, service, method]) => {
      assert.doesNotThrow(() => JSON.parse(body));
      assert.equal(
        Number(port),
        JSON.parse(read("bimetal.json")).components.find(({ kind }) => kind === "gateway").port,
      );
      const contract = read(
        `proto/${pkg.replaceAll(".", "/")}/${service.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase()}.proto`,
      );
      assert.match(contract, new RegExp(`service ${service} \\{[^]*rpc ${method}\\(`));
    },
  ],
  [
    // The end-to-end tests call it.
    /^curl -s '?http:\/\/localhost:8080(\/v1\/[a-z]+)/,
    ([, path]) => assert.ok(routesOf("proto/risk/v1").includes(path), `no contract has an HTTP route ${path}`),
  ],
];

for (const line of shellBlocks.flat()) {
  test(`the README's command: ${line}`, () => {
    const found = claims.map(([pattern, hold]) => [pattern.exec(line), hold]).find(([match]) => match !== null);
    assert.ok(found, "nothing is known of this kind of command");
    const [match, hold] = found;
    hold(Object.assign([...match], { 0: line }));
  });
}

test("every script of package.json is explained, and no other", () => {
  const explained = firstColumn("Scripts").map((command) => command.replace(/^npm (run )?/, ""));
  assert.deepEqual(explained.toSorted(), Object.keys(scripts).toSorted());
});

test("paths and links lead somewhere", () => {
  const paths = firstColumn("Layout").flatMap((cell) => cell.split(", "));
  assert.ok(paths.length > 8);
  for (const path of [...paths, ...fileLinks]) assert.ok(exists(path), `there is no ${path}`);
});

test("the gate calls the command that passes the tests", () => {
  assert.match(read(".ci/run"), /^npm test$/m);
});

test("the screen shows a row for each position of the sample, and what the demo prints around them", () => {
  const screen = marked("screen");
  for (const { id } of JSON.parse(read("packages/demo/data/portfolio.json")).positions) {
    assert.match(screen, new RegExp(`^${id} +-?\\d+\\.\\d{4} +\\d`, "m"));
  }
  assert.match(screen, /^position +estimate +standard error +closed form +difference in standard errors$/m);
  assert.match(screen, /paths per second, \d+\.\d % of the time outside the engines$/m);
});

test("the sizes are those of every image that is built here", () => {
  const built = [...compose.matchAll(/^ {4}image: (bimetal\/\S+)$/gm)].map(([, image]) => image);
  const listed = [...marked("sizes").matchAll(/^\| (bimetal\/\S+) \| \d+\.\d MB \|$/gm)].map(([, image]) => image);
  assert.deepEqual(listed, built.toSorted());
});
