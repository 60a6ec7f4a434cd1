/** Where a command writes. A terminal says so by `isTTY`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command knows of the world; a test gives its own. */
export interface Io {
  /** Results. With `--json` exactly one document. */
  readonly stdout: Output;
  /** Everything that is said about the work. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that the command was called in; the workspace is found from it. */
  readonly cwd: string;
}

/** One sub-command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole page of `bimetal <name> --help`, examples included. */
  readonly help: string;
  /**
   * Runs with the arguments after the command's name and gives the exit code: 0 done, 1 failed.
   *
   * @throws UsageError, or what `parseArgs` of `node:util` throws, where the arguments are wrong: exit code 2
   * @throws ExpectedError where something outside the program is wrong: its message is shown, exit code 1
   */
  run(args: string[], io: Io): Promise<number>;
}

/** The arguments are wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A failure that its reader can do something about: shown without a stack. */
export class ExpectedError extends Error {
  override readonly name: string = "ExpectedError";
}
