import { createServer } from "node:net";
import { StackError } from "./error.ts";

/** The host that everything listens on. */
export const loopback = "127.0.0.1";

/**
 * Below the ports from which systems take those of outgoing connections (from 32768 on Linux, 49152 elsewhere): a port from there
 * that waits for its replica could be taken meanwhile, and a connection to it could meet itself.
 */
const [lowest, highest] = [15_000, 32_000];

/** Whether a server can listen on the port now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: loopback, exclusive: true }, resolve);
    });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" || code === "EACCES") return false;
    throw error;
  } finally {
    server.close();
  }
}

/** Gives out each port once. */
export interface Ports {
  /** `wanted` where it is free; else, or without it, another that is. */
  take(wanted?: number): Promise<number>;
}

/**
 * Gives out ports.
 *
 * @param kept ports that are given out only to who wants them
 */
export function portPool(kept: Iterable<number> = []): Ports {
  const given = new Set<number>();
  const reserved = new Set(kept);
  const claim = async (port: number): Promise<boolean> => {
    if (given.has(port)) return false;
    given.add(port);
    return isFree(port);
  };
  return {
    async take(wanted) {
      if (wanted !== undefined && (await claim(wanted))) return wanted;
      for (let tries = 0; tries < 1000; tries++) {
        const port = lowest + Math.floor(Math.random() * (highest - lowest));
        if (!reserved.has(port) && (await claim(port))) return port;
      }
      throw new StackError(`no free port between ${lowest} and ${highest}`);
    },
  };
}
