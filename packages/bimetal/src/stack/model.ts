import type { ProcessEntry } from "../derive/processes.ts";
import type { Guard } from "./guard.ts";
import type { LogLine } from "./log-line.ts";

/**
 * Where a replica is in its life: it has a port (`waiting`), its program runs (`starting`), it answers (`ready`), it was told to
 * stop (`stopping`), its program has ended (`exited`).
 */
export type ReplicaState = "waiting" | "starting" | "ready" | "stopping" | "exited";

/** How a program ended. */
export interface Exit {
  /** The exit code; 128 and the signal's number where a signal ended it. */
  readonly code: number;
  /** The signal's name where one ended it. */
  readonly signal?: NodeJS.Signals;
}

/** What happens in a stack. */
export type StackEvent =
  | {
      readonly type: "state";
      readonly component: string;
      /** From 1. */
      readonly index: number;
      readonly state: ReplicaState;
      /** `host:port`. */
      readonly address: string;
      /** Only with `exited`. */
      readonly exit?: Exit;
      /** Only with `exited`: nobody asked for it. */
      readonly unexpected?: boolean;
    }
  | { readonly type: "log"; readonly component: string; readonly index: number; readonly line: LogLine }
  /** Something a person should know: a port that was taken, a restart that is coming. */
  | { readonly type: "notice"; readonly component?: string; readonly message: string };

/** How a stack is started. */
export interface StackOptions {
  /** The workspace's root folder. */
  readonly root: string;
  /** What to run, each entry after those it needs. Defaults to the workspace's process list. */
  readonly processes?: readonly ProcessEntry[];
  /** How many replicas of a component start. Defaults to the entry's number. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** How many replicas of each component `scale` may go to; so many addresses are given out. Defaults to the number at first. */
  readonly maxReplicas?: number;
  /** Variables by component, on top of what the entry and the environment of this process say. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The entries' own ports, others only where one is taken; or free ports for all. Defaults to `manifest`. */
  readonly ports?: "manifest" | "free";
  /** Where databases and copies of programs lie. Defaults to `.bimetal` in the workspace; one stack at a time may use it. */
  readonly dataDir?: string | "temporary";
  /** The URL of a database that is there already: none is started. */
  readonly database?: string;
  /** Starts what dies again, later each time, until it has died three times at once. Defaults to false. */
  readonly keepAlive?: boolean;
  /** How long a replica may take to be ready. Defaults to 60 s. */
  readonly readyWithinMs?: number;
  /** How long a replica may take to stop before it is killed. Defaults to 15 s: the bound of a drain, and some. */
  readonly stopWithinMs?: number;
  readonly onEvent?: (event: StackEvent) => void;
  /** What ends it all with this process. Defaults to one of its own; one that is given is left open. */
  readonly guard?: Guard;
  /** Gives up starting, and stops what has started. */
  readonly signal?: AbortSignal;
}

/** One instance of a component. */
export interface Replica {
  readonly component: string;
  /** From 1. */
  readonly index: number;
  /** `host:port`; the same after each start. */
  readonly address: string;
  readonly state: ReplicaState;
  /** The id of the running process, which leads a process group; undefined where none runs. */
  readonly pid: number | undefined;
  /** Resolves when the program that runs now, or ran last, has ended. */
  readonly exited: Promise<Exit>;
  /** The last lines that it has logged since it was first started, the oldest first. */
  readonly logs: readonly LogLine[];
  /** Sends a signal to the process. @throws StackError where none runs */
  signal(name: NodeJS.Signals): void;
  /** Starts it where it does not run, and waits until it is ready. @throws StackError with its last lines where it is not */
  start(): Promise<void>;
  /** Stops it as it wants to be stopped, and kills it where that takes too long. Does nothing where it does not run. */
  stop(): Promise<void>;
  /** Stops and starts it under the same address. */
  restart(): Promise<void>;
  /** Ends it, and all that it has started, at once. */
  kill(): void;
}

/** A stack that runs. Disposing of it is `stop`. */
export interface Stack extends AsyncDisposable {
  /** Base URL of the gateway; undefined in a stack without one. */
  readonly gateway: string | undefined;
  /** The components that were started, in start order. */
  readonly components: readonly string[];
  /** The replicas of a component by index. @throws StackError where there is no such component */
  replicas(component: string): readonly Replica[];
  /** Changes the number of replicas of a component and waits until the new ones are ready. The highest indices go first. */
  scale(component: string, count: number): Promise<void>;
  /** Stops everything, callers before those they call. May be called more than once. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}
