import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Much is written of a build, and only its end is shown. */
const shownCharacters = 4000;

/**
 * Runs `docker compose`.
 *
 * @param env on top of this process's environment
 * @throws with the end of what it wrote, where it fails
 */
export async function compose(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const options = { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
  await promisify(execFile)("docker", ["compose", ...args], options).catch((cause: { stderr?: string }) => {
    throw new Error(`docker compose ${args.join(" ")} failed:\n${cause.stderr?.slice(-shownCharacters) ?? ""}`, {
      cause,
    });
  });
}
