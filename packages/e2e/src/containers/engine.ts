import { type ContainerRuntimeClient, getContainerRuntimeClient } from "testcontainers";

/** The container engine's client, as testcontainers found it. */
export type Engine = ContainerRuntimeClient["container"];

/** One container of the engine. */
export type Container = ReturnType<Engine["getById"]>;

/** What the engine lists of a container. */
export type ContainerInfo = Awaited<ReturnType<Engine["list"]>>[number];

/** What the engine measures of a container. */
export type ContainerStats = Awaited<ReturnType<typeof oneStats>>;

const oneStats = (container: Container) => container.stats({ stream: false });

/** The engine of this machine. Throws where none answers. */
export async function containerEngine(): Promise<Engine> {
  return (await getContainerRuntimeClient()).container;
}

/** The containers of a compose project, ended ones too. */
export async function containersOf(engine: Engine, project: string): Promise<ContainerInfo[]> {
  const label = [`com.docker.compose.project=${project}`];
  return engine.dockerode.listContainers({ all: true, filters: { label } });
}
