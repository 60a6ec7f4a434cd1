import { check } from "./check.ts";
import { closedLoop, type Form, openLoop, sequential, stream } from "./load.ts";
import { manyProtocols, type PeerName, peerNames } from "./peers.ts";
import type { Listening } from "./process.ts";

/** What a measurement is made of; `direct` is the backend without anything in front of it. */
export type Subject = PeerName | "direct";

/** What the scenarios need of the run that they are part of. */
export interface Bench {
  readonly seconds: number;
  /** Calls per second of the scenario `p99`. Throws where nothing is known from which it follows. */
  rate(): number;
  /** Where a subject listens; it runs for the whole benchmark. */
  address(subject: Subject): string;
  /** Starts a peer anew, for one measurement. */
  startAnew(peer: PeerName): Promise<Listening>;
}

export interface Measurement {
  readonly value: number;
  /** What the number alone does not say. */
  readonly note?: string;
}

/** One thing that is measured. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly subjects: readonly Subject[];
  /** Whether peers need to have run for a while before they are measured. */
  readonly warmUp: boolean;
  measure(bench: Bench, subject: Subject): Promise<Measurement>;
}

const small = 16;
const large = 64 * 1024;
/** Messages of one answer, where memory is measured. */
const fewMessages = 2_000;
const manyMessages = 20_000;

export const scenarios: readonly Scenario[] = [
  unary("json", "unary JSON over HTTP/1.1, wrk -c32", peerNames),
  unary("connect-binary", "unary binary Connect over HTTP/1.1, wrk -c32", manyProtocols),
  unary("grpc-web", "unary gRPC-Web over HTTP/1.1, wrk -c32", manyProtocols),
  {
    name: "p99",
    title: "99th percentile of unary JSON at the same offered rate",
    unit: "ms",
    subjects: peerNames,
    warmUp: true,
    async measure({ address, rate, seconds }, subject) {
      const { p99Ms, offered, answered, failed } = await openLoop(address(subject), rate(), seconds);
      return {
        value: p99Ms,
        ...(answered < offered && { note: `${offered - answered - failed} of ${offered} too late, ${failed} failed` }),
      };
    },
  },
  streaming("stream-small", `server stream, 1,000 messages of ${small} bytes, gRPC-Web, 4 at a time`, small),
  streaming("stream-large", "server stream, 1,000 messages of 64 KiB, gRPC-Web, 4 at a time", large),
  memory("memory-short", fewMessages),
  memory("memory-long", manyMessages),
  {
    name: "idle",
    title: "median latency of one client, JSON over HTTP/1.1; direct is a grpc-go client at the backend",
    unit: "ms",
    subjects: ["direct", ...peerNames],
    warmUp: true,
    async measure({ address, seconds }, subject) {
      return { value: await sequential(address(subject), subject === "direct" ? "grpc" : "json", seconds) };
    },
  },
];

function unary(name: Form, title: string, subjects: readonly PeerName[]): Scenario {
  return {
    name,
    title,
    unit: "requests/s",
    subjects,
    warmUp: true,
    async measure({ address, seconds }, subject) {
      await check(address(subject), name);
      const value = await closedLoop(address(subject), name, seconds);
      await check(address(subject), name);
      return { value };
    },
  };
}

function streaming(name: string, title: string, size: number): Scenario {
  return {
    name,
    title,
    unit: "messages/s",
    subjects: manyProtocols,
    warmUp: true,
    async measure({ address, seconds }, subject) {
      return { value: await stream(address(subject), { messages: 1_000, size, seconds, streams: 4 }) };
    },
  };
}

function memory(name: string, messages: number): Scenario {
  return {
    name,
    title: `most memory held by a fresh process during one stream of ${messages.toLocaleString("en")} messages of 64 KiB`,
    unit: "MiB",
    subjects: manyProtocols,
    warmUp: false,
    async measure({ startAnew }, subject) {
      await using stack = new AsyncDisposableStack();
      const process = await startAnew(subject as PeerName);
      stack.defer(() => process.stop());
      await check(process.address, "grpc-web");
      await stream(process.address, { messages, size: large, seconds: 0, streams: 1 });
      const value = process.peakMemory();
      if (value === undefined) throw new Error("this system does not tell the memory of a process");
      return { value };
    },
  };
}
