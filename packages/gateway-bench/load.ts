import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { bin } from "./build.ts";

const run = promisify(execFile);

/** A call in one of the wire forms that wrk.lua has. */
export type Form = "json" | "connect-binary" | "grpc-web";

export const echoPath = "/bench.v1.EchoService/Echo";

/** Calls as fast as they are answered, from 32 connections. Resolves to requests per second; rejects where one failed. */
export async function closedLoop(address: string, form: Form, seconds: number): Promise<number> {
  const url = `http://${address}${echoPath}`;
  const script = join(import.meta.dirname, "wrk.lua");
  const { stdout } = await run("wrk", ["-t2", "-c32", `-d${seconds}s`, "-s", script, url, "--", form]);
  const result = JSON.parse(stdout.trim().split("\n").at(-1) as string) as {
    requestsPerSecond: number;
    failed: number;
  };
  if (result.failed > 0) throw new Error(`${result.failed} ${form} calls to ${url} failed`);
  return result.requestsPerSecond;
}

/** What calls at a fixed rate came to. */
export interface OpenLoop {
  /** Where not all were answered it is more than this, in milliseconds. */
  readonly p99Ms: number;
  /** How many calls were due. */
  readonly offered: number;
  readonly answered: number;
  readonly failed: number;
}

/** Calls at a rate that does not wait for answers. */
export function openLoop(address: string, rate: number, seconds: number): Promise<OpenLoop> {
  return load("open", address, "-rate", String(rate), "-duration", `${seconds}s`);
}

/** One call after the other, over JSON or gRPC. Resolves to the median latency in milliseconds. */
export async function sequential(address: string, protocol: "json" | "grpc", seconds: number): Promise<number> {
  const flags = protocol === "grpc" ? ["-grpc"] : [];
  return (await load<{ p50Ms: number }>("sequential", address, "-duration", `${seconds}s`, ...flags)).p50Ms;
}

/** Answers of so many messages of so many bytes, over gRPC-Web; with 0 seconds and 1 stream it is one answer. */
export async function stream(
  address: string,
  options: { messages: number; size: number; seconds: number; streams: number },
): Promise<number> {
  const { messages, size, seconds, streams } = options;
  const flags = ["-messages", `${messages}`, "-size", `${size}`, "-duration", `${seconds}s`, "-streams", `${streams}`];
  return (await load<{ messagesPerSecond: number }>("stream", address, ...flags)).messagesPerSecond;
}

async function load<T>(mode: string, address: string, ...flags: readonly string[]): Promise<T> {
  const { stdout } = await run(join(bin, "load"), [mode, "-target", address, ...flags]);
  return JSON.parse(stdout) as T;
}

/** Whether wrk can be run. */
export async function hasWrk(): Promise<boolean> {
  // Asked for its version, wrk tells it and exits with 1.
  return run("wrk", ["-v"]).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}
