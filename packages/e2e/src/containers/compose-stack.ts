import { portPool } from "bimetal";
import { manifestComponents } from "../manifest.ts";
import type { Replica, Stack, StackOptions } from "../stack.ts";
import { compose } from "./compose.ts";
import { containerReplica } from "./container-replica.ts";
import { containerEngine, containersOf } from "./engine.ts";
import { namingLastLines } from "./last-lines.ts";
import { downNow, newProjectName } from "./leftovers.ts";
import { writeOverride } from "./override.ts";

/** A stack on a container engine. */
export interface ContainerStack extends Stack {
  /** The compose project's name. */
  readonly project: string;
}

const startupTimeoutSeconds = 120;

/** Starts a compose project of its own and waits until every container is healthy. */
export async function startComposeStack(composeFile: string, options: StackOptions): Promise<ContainerStack> {
  const engine = await containerEngine();
  const project = newProjectName();
  await using resources = new AsyncDisposableStack();
  const override = resources.use(await writeOverride(options));
  // One that the gateway keeps. The engine would give it another after each start, and from among those of outgoing connections: a
  // client that tries the old one again and again meets itself there, and reads its own request as the answer.
  const port = await portPool().take();

  const run = (args: readonly string[]) =>
    compose(["--project-name", project, "--file", composeFile, "--file", override.path, ...args], {
      GATEWAY_PORT: String(port),
    });
  const up = (args: readonly string[]) =>
    namingLastLines(engine, project, () =>
      run(["up", "--detach", "--wait", "--wait-timeout", String(startupTimeoutSeconds), ...args]),
    );

  // Before it is up: one that does not come up has containers too.
  resources.defer(() => run(downNow));
  await up(Object.entries(options.replicas ?? {}).flatMap(([name, n]) => ["--scale", `${name}=${n}`]));

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
              known.find((replica) => replica.index === index) ??
              containerReplica(engine.container(info.Id), name, index)
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
      await up(["--no-deps", "--no-recreate", "--scale", `${component}=${count}`, component]);
      await refresh();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
