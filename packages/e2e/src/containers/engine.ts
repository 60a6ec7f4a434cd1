import { currentAddress, EngineApi } from "./engine-api.ts";

/** What the engine lists of a container. */
export interface ContainerInfo {
  readonly Id: string;
  readonly Names: readonly string[];
  /** One word, for example `running`. */
  readonly State: string;
  /** For people, for example `Exited (1) 3 seconds ago`. */
  readonly Status: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/** What the engine knows of a container. */
export interface ContainerDetails {
  readonly State: {
    readonly Running: boolean;
    readonly ExitCode: number;
    /** Only where the image or the compose file has a health check. */
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly CapAdd: readonly string[] | null;
    readonly Privileged: boolean;
    readonly SecurityOpt: readonly string[] | null;
    /** In bytes; 0 is none. */
    readonly Memory: number;
    readonly PortBindings: Readonly<Record<string, unknown>> | null;
  };
}

/** What the engine measures of a container. */
export interface ContainerStats {
  /** In nanoseconds. */
  readonly cpu_stats: { readonly cpu_usage: { readonly total_usage: number } };
  /** In bytes. */
  readonly memory_stats: { readonly usage: number; readonly stats: Readonly<Record<string, number | undefined>> };
}

/** One container of the engine. Every method throws where the engine refuses. */
export class Container {
  readonly #api: EngineApi;
  readonly #path: string;

  constructor(api: EngineApi, id: string) {
    this.#api = api;
    this.#path = `/containers/${id}`;
  }

  inspect(): Promise<ContainerDetails> {
    return this.#api.json("GET", `${this.#path}/json`);
  }

  async start(): Promise<void> {
    await this.#api.bytes("POST", `${this.#path}/start`);
  }

  async kill(signal: string): Promise<void> {
    await this.#api.bytes("POST", `${this.#path}/kill?signal=${signal}`);
  }

  async pause(): Promise<void> {
    await this.#api.bytes("POST", `${this.#path}/pause`);
  }

  async unpause(): Promise<void> {
    await this.#api.bytes("POST", `${this.#path}/unpause`);
  }

  /** Standard output and standard error so far, in the engine's frames. */
  logs(): Promise<Buffer> {
    return this.#api.bytes("GET", `${this.#path}/logs?stdout=true&stderr=true`);
  }

  stats(): Promise<ContainerStats> {
    return this.#api.json("GET", `${this.#path}/stats?stream=false&one-shot=true`);
  }

  /** Starts a program within; what it gives tells the exit code, and undefined as long as it runs. */
  async exec(command: readonly string[]): Promise<() => Promise<number | undefined>> {
    const { Id } = await this.#api.json<{ Id: string }>("POST", `${this.#path}/exec`, { Cmd: command });
    await this.#api.bytes("POST", `/exec/${Id}/start`, { Detach: true });
    return async () => {
      const state = await this.#api.json<{ Running: boolean; ExitCode: number | null }>("GET", `/exec/${Id}/json`);
      return state.Running ? undefined : (state.ExitCode ?? undefined);
    };
  }
}

/** A container engine. */
export class Engine {
  readonly #api: EngineApi;

  constructor(api: EngineApi) {
    this.#api = api;
  }

  /** The containers that have all of the labels, ended ones too; without labels all of them. */
  list(label: readonly string[] = []): Promise<ContainerInfo[]> {
    const filters = encodeURIComponent(JSON.stringify({ label }));
    return this.#api.json("GET", `/containers/json?all=true&filters=${filters}`);
  }

  /** It need not be there. */
  container(id: string): Container {
    return new Container(this.#api, id);
  }
}

/** The engine of this machine. Throws where the `docker` command does not know one. */
export async function containerEngine(): Promise<Engine> {
  return new Engine(new EngineApi(await currentAddress()));
}

/** The containers of a compose project, ended ones too. */
export function containersOf(engine: Engine, project: string): Promise<ContainerInfo[]> {
  return engine.list([`com.docker.compose.project=${project}`]);
}
