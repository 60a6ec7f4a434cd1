import { dirname } from "node:path";
import { DockerComposeEnvironment, type StartedDockerComposeEnvironment, Wait } from "testcontainers";
import { manifestComponents } from "../manifest.ts";
import type { Replica, Stack, StackOptions } from "../stack.ts";
import { containerReplica } from "./container-replica.ts";
import { containerEngine, containersOf, type Engine } from "./engine.ts";
import { namingLastLines } from "./last-lines.ts";
import { newProjectName } from "./leftovers.ts";
import { writeOverride } from "./override.ts";

/** A stack on a container engine. */
export interface ContainerStack extends Stack {
  /** The compose project's name. */
  readonly project: string;
}

const startupTimeoutMs = 120_000;

/** Starts a compose project of its own and waits until every container is healthy. */
export async function startComposeStack(composeFile: string, options: StackOptions): Promise<ContainerStack> {
  const engine = await containerEngine();
  const project = newProjectName();
  await using resources = new AsyncDisposableStack();
  const override = resources.use(await writeOverride(options));

  const up = async (flags: string[], services?: string[]): Promise<StartedDockerComposeEnvironment> =>
    namingLastLines(engine, project, async () =>
      new DockerComposeEnvironment(dirname(composeFile), [composeFile, override.path])
        .withProjectName(project)
        .withEnvironment({ GATEWAY_PORT: "0" })
        .withAutoCleanup(await reaperIsThere(engine))
        .withDefaultWaitStrategy(Wait.forHealthCheck())
        .withStartupTimeout(startupTimeoutMs)
        .withClientOptions({ commandOptions: flags })
        .up(services),
    );

  const environment = await up(
    Object.entries(options.replicas ?? {}).flatMap(([name, n]) => ["--scale", `${name}=${n}`]),
  );
  resources.defer(async () => {
    await environment.down({ timeout: 1000, removeVolumes: true });
  });

  const replicas = new Map<string, Replica[]>();
  let gateway = "";
  const refreshGateway = async () => {
    gateway = await publishedUrl(engine, project);
  };
  const refresh = async (): Promise<void> => {
    const infos = await containersOf(engine, project);
    for (const { name, kind } of manifestComponents()) {
      const known = replicas.get(name) ?? [];
      const there = infos.filter(({ Labels }) => Labels["com.docker.compose.service"] === name);
      replicas.set(
        name,
        there
          .map((info) => {
            const index = Number(info.Labels["com.docker.compose.container-number"]);
            const onStart = kind === "gateway" ? refreshGateway : undefined;
            return (
              known.find((replica) => replica.index === index) ??
              containerReplica(engine.getById(info.Id), name, index, onStart)
            );
          })
          .sort((a, b) => a.index - b.index),
      );
    }
    await refreshGateway();
  };
  await refresh();

  const owned = resources.move();
  return {
    driver: "containers",
    project,
    get gateway() {
      return gateway;
    },
    replicas(component) {
      const found = replicas.get(component);
      if (found === undefined) throw new Error(`the manifest has no component ${component}`);
      return found;
    },
    async scale(component, count) {
      await up(["--no-deps", "--no-recreate", "--scale", `${component}=${count}`], [component]);
      await refresh();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The address that the engine gave to the one published port; it is another one after each start. */
async function publishedUrl(engine: Engine, project: string): Promise<string> {
  const published = (await containersOf(engine, project))
    .flatMap(({ Ports }) => Ports)
    .find(({ PublicPort }) => PublicPort !== undefined);
  if (published === undefined) throw new Error(`no port of ${project} is published`);
  return `http://127.0.0.1:${published.PublicPort}`;
}

/** Whether testcontainers' reaper can run. Its image is not fetched for it: this package ends what it starts. */
async function reaperIsThere(engine: Engine): Promise<boolean> {
  const images = await engine.dockerode.listImages({ filters: { reference: ["testcontainers/ryuk"] } });
  if (images.length === 0) process.env.TESTCONTAINERS_RYUK_DISABLED = "true";
  return images.length > 0;
}
