import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContainerStack } from "../src/containers/compose-stack.ts";
import { containerEngine, containersOf } from "../src/containers/engine.ts";
import { driver } from "../src/driver.ts";
import { manifestComponents, memoryLimit } from "../src/manifest.ts";
import { mixed } from "./support/portfolios.ts";
import { blocks, value } from "./support/valuations.ts";

let stack: ContainerStack;
beforeAll(async () => {
  stack = (await driver.start({ replicas: { pricer: 4, risk: 2 } })) as ContainerStack;
});
afterAll(() => stack[Symbol.asyncDispose]());

const inspectAll = async (component: string) => {
  const engine = await containerEngine();
  const infos = await containersOf(engine, stack.project);
  const wanted = infos.filter(({ Labels }) => Labels["com.docker.compose.service"] === component);
  return Promise.all(wanted.map(({ Id }) => engine.container(Id).inspect()));
};

const own = manifestComponents().filter(({ kind }) => kind !== "database");

describe.each(own)("$name", ({ name, kind }) => {
  test("runs without root, without capabilities, on a root that it cannot write, within its memory", async () => {
    const containers = await inspectAll(name);
    expect(containers.length).toBeGreaterThan(0);
    for (const { Config, HostConfig } of containers) {
      expect(Config.User, "user").toMatch(/^(?!0(:|$)|root)./);
      expect(HostConfig.ReadonlyRootfs, "read-only root").toBe(true);
      expect(HostConfig.CapDrop, "capabilities dropped").toEqual(["ALL"]);
      expect(HostConfig.CapAdd ?? [], "capabilities added").toEqual([]);
      expect(HostConfig.Privileged).toBe(false);
      expect(HostConfig.SecurityOpt).toContain("no-new-privileges:true");
      expect(HostConfig.Memory).toBe(memoryLimit(name));
    }
  });

  test("publishes no port unless it is the edge", async () => {
    for (const { HostConfig } of await inspectAll(name)) {
      expect(Object.keys(HostConfig.PortBindings ?? {}).length).toBe(kind === "gateway" ? 1 : 0);
    }
  });
});

test("replicas added by --scale are used at once", async () => {
  const { engines } = await value(stack, mixed(16), blocks(512));
  expect(engines).toHaveLength(4);
});
