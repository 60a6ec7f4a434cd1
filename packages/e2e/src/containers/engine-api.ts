import { execFile } from "node:child_process";
import { type RequestOptions, request } from "node:http";
import { promisify } from "node:util";

/** Where a container engine listens. */
export type EngineAddress = Pick<RequestOptions, "socketPath" | "host" | "port">;

/** An answer of the engine that is no success. */
export class EngineError extends Error {
  readonly status: number;

  constructor(what: string, status: number, answer: string) {
    super(`${what}: the container engine answers ${status}: ${answer.trim()}`);
    this.status = status;
  }
}

/** A socket or a named pipe is used for as long as one request takes; one that does not answer shall not hold a test up. */
const answersWithinMs = 60_000;

/** Docker's Engine API, as Podman speaks it too: JSON over HTTP. The engine takes a path without a version as its own version's. */
export class EngineApi {
  readonly #address: EngineAddress;

  constructor(address: EngineAddress) {
    this.#address = address;
  }

  /** @throws EngineError where the engine refuses */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return JSON.parse((await this.bytes(method, path, body)).toString("utf8")) as T;
  }

  /** @throws EngineError where the engine refuses */
  bytes(method: string, path: string, body?: unknown): Promise<Buffer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = text === undefined ? {} : { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const asked = request({ ...this.#address, method, path, headers, timeout: answersWithinMs }, async (answer) => {
        try {
          const content = Buffer.concat(await answer.toArray());
          // 304 says that what was asked for is so already.
          const status = answer.statusCode ?? 0;
          if (status < 300 || status === 304) resolve(content);
          else reject(new EngineError(`${method} ${path}`, status, content.toString("utf8")));
        } catch (error) {
          reject(error);
        }
      });
      asked.once("timeout", () => asked.destroy(new Error(`${method} ${path}: no answer in ${answersWithinMs} ms`)));
      asked.once("error", reject);
      asked.end(text);
    });
  }
}

/** Where the engine listens that the `docker` command would use: by `DOCKER_HOST`, or by the context that was chosen. */
export async function currentAddress(): Promise<EngineAddress> {
  const args = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"];
  const { stdout } = await promisify(execFile)("docker", args);
  return engineAddress(stdout.trim());
}

/**
 * Reads an address as Docker writes it.
 *
 * @throws where it is neither a socket nor a named pipe, nor TCP
 */
export function engineAddress(host: string): EngineAddress {
  const [, scheme, rest = ""] = /^(\w+):\/\/(.+)$/.exec(host) ?? [];
  if (scheme === "unix" || scheme === "npipe") return { socketPath: rest };
  if (scheme === "tcp") {
    const { hostname, port } = new URL(`http://${rest}`);
    return { host: hostname, port: port || 2375 };
  }
  throw new Error(`the container engine is at "${host}"; the tests reach one over unix://, npipe:// and tcp://`);
}
