import { dirname } from "node:path";
import { portPool } from "bimetal";
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
  // One that the gateway keeps. The engine would give it another after each start, and from among those of outgoing connections: a
  // client that tries the old one again and again meets itself there, and reads its own request as the answer.
  const port = await portPool().take();

  const up = async (flags: string[], services?: string[]): Promise<StartedDockerComposeEnvironment> =>
    namingLastLines(engine, project, async () =>
      new DockerComposeEnvironment(dirname(composeFile), [composeFile, override.path])
        .withProjectName(project)
        .withEnvironment({ GATEWAY_PORT: String(port) })
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
  const refresh = async (): Promise<void> => {
    const infos = await containersOf(engine, project);
    for (const { name } of manifestComponents()) {
      const known = replicas.get(name) ?? [];
      const there = infos.filter(({ Labels }) => Labels["com.docker.compose.service"] === name);
      replicas.set(
        name,
        there
          .map((info) => {
            const index = Number(info.Labels["com.docker.compose.container-number"]);
            return (
              known.find((replica) => replica.index === index) ?? containerReplica(engine.getById(info.Id), name, index)
            );
          })
          .sort((a, b) => a.index - b.index),
      );
    }
  };
  await refresh();

  const owned = resources.move();
  return {
    driver: "containers",
    project,
    gateway: `http://127.0.0.1:${port}`,
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

/** Whether testcontainers' reaper can run. Its image is not fetched for it: this package ends what it starts. */
async function reaperIsThere(engine: Engine): Promise<boolean> {
  const images = await engine.dockerode.listImages({ filters: { reference: ["testcontainers/ryuk"] } });
  if (images.length === 0) process.env.TESTCONTAINERS_RYUK_DISABLED = "true";
  return images.length > 0;
}
