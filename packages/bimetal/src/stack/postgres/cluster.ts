import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "../child.ts";
import { StackError } from "../error.ts";
import { loopback } from "../ports.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { clearLeftover } from "./leftover.ts";
import { type DatabaseUser, databaseUser, dataOwner } from "./user.ts";

/** The user and the owner of everything in the database. */
const owner = "bimetal";

/** A PostgreSQL server of this workspace's own. */
export interface Cluster {
  /** How clients reach it, with its password. */
  readonly url: string;
  /** The server, once what an earlier one has left is cleared away. */
  program(): Promise<Program>;
  /** Whether a line of its log says that it answers. */
  saysReady(line: string): boolean;
}

/**
 * Prepares a server whose data lies in `folder`, which is made, with the data, where it is not there.
 *
 * @throws StackError where there are no programs for this machine, or data of another version
 */
export async function prepareCluster(folder: string, port: number): Promise<Cluster> {
  const binaries = findBinaries();
  const [data, secret] = [join(folder, "data"), join(folder, "password")];
  mkdirSync(folder, { recursive: true });
  const user = databaseUser([binaries.postgres, data]);
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(binaries, user, folder, data, secret);
  const version = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (version !== String(binaries.major)) {
    throw new StackError(
      `${folder} holds data of PostgreSQL ${version}, and this is ${binaries.major}: move the folder away, or set DATABASE_URL`,
    );
  }
  const password = readFileSync(secret, "utf8").trim();
  return {
    url: `postgres://${owner}:${password}@${loopback}:${port}/postgres?sslmode=disable`,
    saysReady: (line) => line.includes("database system is ready to accept connections"),
    async program() {
      await clearLeftover(data);
      const settings = [
        `listen_addresses=${loopback}`,
        `port=${port}`,
        // Nobody uses sockets in the file system, and what a killed server leaves of them would be in the next one's way.
        "unix_socket_directories=",
        "lc_messages=C",
        "log_line_prefix=",
      ];
      const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
      // Fast shutdown: connections are cut, and nothing is lost.
      return { ...call(binaries.postgres, args, user, folder), stopSignal: "SIGINT" };
    },
  };
}

/** Makes the data beside its place and moves it there, so that what was broken off is never taken for data. */
async function initialise(binaries: Binaries, user: DatabaseUser, folder: string, data: string, secret: string) {
  const fresh = join(folder, "data.new");
  rmSync(fresh, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  writeFileSync(secret, `${randomBytes(18).toString("base64url")}\n`, { mode: 0o600 });
  const ids = dataOwner();
  if (ids !== undefined) for (const path of [folder, secret]) chownSync(path, ids.uid, ids.gid);
  // The same order of text on every machine, whatever its locale.
  const locale = ["--no-locale", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["--auth=scram-sha-256", `--username=${owner}`, `--pwfile=${secret}`];
  await run(call(binaries.initdb, [`--pgdata=${fresh}`, ...locale, ...access, "--no-instructions"], user, folder));
  renameSync(fresh, data);
}

function call(program: string, args: readonly string[], { ids, prefix }: DatabaseUser, cwd: string): Program {
  const [command = program, ...rest] = [...prefix, program, ...args];
  // Nothing of what clients read (PGHOST and others) is meant for the server.
  return { command, args: rest, cwd, env: { PATH: process.env.PATH, LC_ALL: "C" }, ...(ids && { user: ids }) };
}

function run({ command, args, cwd, env, user }: Program): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, ...user, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.once("error", (cause) => reject(new StackError(`cannot run ${command}: ${cause.message}`, { cause })));
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new StackError(`the database could not be made:\n${output.trim()}`));
    });
  });
}
