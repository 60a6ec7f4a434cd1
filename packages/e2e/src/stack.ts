/** How the stack is started. */
export interface StackOptions {
  /** How many replicas of a component there are at first. Defaults to the manifest's number. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** Environment variables by component, on top of what the manifest derives. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a replica costs at this moment. */
export interface Usage {
  /** Processor time used since it started, in seconds, of all its threads. */
  readonly cpuSeconds: number;
  /** Memory it holds, in bytes, without files that the kernel merely caches. */
  readonly memoryBytes: number;
}

/** How a replica ended. */
export interface Exit {
  /** The exit code; 128 and the signal's number where a signal ended it. */
  readonly code: number;
}

/** A line of a component's log: the fields that every component writes, and any others. */
export interface LogLine {
  readonly time?: string;
  readonly level?: string;
  readonly msg?: string;
  readonly component?: string;
  readonly trace_id?: string;
  readonly [field: string]: unknown;
}

/** One running, or ended, instance of a component. */
export interface Replica {
  readonly component: string;
  /** From 1. */
  readonly index: number;
  /** Sends a signal and does not wait for what it does. Throws where it does not run. */
  signal(name: "SIGTERM" | "SIGKILL" | "SIGINT"): Promise<void>;
  /** Waits until it has ended. Throws, with its last log lines, where that takes longer than `withinMs`. */
  exited(withinMs: number): Promise<Exit>;
  /** Starts it again where it has ended, under the address it had, and waits until it is ready. */
  start(): Promise<void>;
  /** Stops it from being scheduled, as a machine that hangs would. */
  pause(): Promise<void>;
  /** Undoes `pause`. */
  resume(): Promise<void>;
  usage(): Promise<Usage>;
  /** Whether it says that it reaches a component that it calls; only services say so. "" asks whether it is ready itself. */
  reaches(component: string): Promise<boolean>;
  /** What it has logged since it was first started; lines that are not JSON come as `msg`. */
  logs(): Promise<LogLine[]>;
}

/** A stack that runs. Disposing of it ends everything that it started. */
export interface Stack extends AsyncDisposable {
  readonly driver: DriverName;
  /** The gateway's base URL as a client on this machine reaches it. */
  readonly gateway: string;
  /** The replicas of a component, the first started first. Throws where the manifest has no such component. */
  replicas(component: string): readonly Replica[];
  /** Changes the number of replicas of a component while the stack runs. */
  scale(component: string, replicas: number): Promise<void>;
}

/** The two ways of running a stack. */
export type DriverName = "containers" | "processes";

/** Runs stacks one way. */
export interface Driver {
  readonly name: DriverName;
  /**
   * The host under which components reach a server that a test listens with. The test binds `testListenHost`.
   */
  readonly testHost: string;
  /** The address to bind so that components reach it at `testHost`. */
  readonly testListenHost: string;
  /** Does, once a run, what all stacks share, such as building images. */
  prepare(): Promise<void>;
  /** Starts a stack and waits until all of it is ready. */
  start(options?: StackOptions): Promise<Stack>;
}
