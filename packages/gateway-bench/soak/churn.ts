import { setTimeout as after } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Client } from "./client.ts";
import type { Failure } from "./judge.ts";
import { restClient } from "./rest-client.ts";
import { rpcClients } from "./rpc-client.ts";

/** What was called, by all clients. */
export interface Churn {
  calls(): number;
  clients(): number;
  readonly failures: readonly Failure[];
  /** Lets every client finish what it does, and resolves when none is there. */
  stop(): Promise<void>;
}

const wires: Readonly<Record<string, (baseUrl: string) => Client>> = { ...rpcClients, REST: restClient };

/** No call takes so long: who still waits then waits for ever. */
const patienceMs = 30_000;
const endless = 2 ** 32 - 1;

interface Attempt {
  readonly client: Client;
  readonly id: string;
  readonly abort: AbortController;
}

/** Something that clients do. Throws where the answer is wrong, or a ConnectError. */
interface Action {
  /** The codes by which it may end. Defaults to none. */
  readonly mayEndWith?: readonly Code[];
  run(attempt: Attempt): Promise<void>;
}

const actions: Readonly<Record<string, Action>> = {
  unary: { run: echo },
  "unary, cancelled": {
    mayEndWith: [Code.Canceled],
    async run(attempt) {
      const timer = setTimeout(() => attempt.abort.abort(), Math.random() * 4);
      await echo(attempt).finally(() => clearTimeout(timer));
    },
  },
  stream: {
    async run({ client, id, abort: { signal } }) {
      let messages = 0;
      for await (const _ of client.count(50, { id, signal, timeoutMs: patienceMs })) messages++;
      if (messages !== 50) throw new Error(`${messages} of 50 messages`);
    },
  },
  "stream, cancelled": {
    mayEndWith: [Code.Canceled],
    run: (attempt) => readEndless(attempt, patienceMs, () => attempt.abort.abort()),
  },
  "stream, too late": {
    mayEndWith: [Code.DeadlineExceeded],
    run: (attempt) => readEndless(attempt, 50),
  },
  "stream, disconnected": {
    // How a client tells that its connection is gone is its own affair.
    mayEndWith: Object.values(Code).filter((code) => typeof code === "number"),
    run: (attempt) => readEndless(attempt, patienceMs, () => attempt.client.disconnect()),
  },
};

async function echo({ client, id, abort: { signal } }: Attempt): Promise<void> {
  const text = `call ${id}`;
  const answer = await client.echo(text, { id, signal, timeoutMs: patienceMs });
  if (answer !== text) throw new Error(`another answer: ${answer}`);
}

/** Reads a stream without end, and at some message leaves it. */
async function readEndless({ client, id, abort }: Attempt, timeoutMs: number, leave?: () => void): Promise<void> {
  const wanted = 1 + Math.floor(Math.random() * 20);
  let messages = 0;
  for await (const _ of client.count(endless, { id, signal: abort.signal, timeoutMs })) {
    if (++messages === wanted) leave?.();
  }
  throw new Error(`a stream without end has ended after ${messages} messages`);
}

/** Starts clients that connect, call a few times and disconnect, and then others in their place. */
export function startChurn(address: string, clientsAtATime: number): Churn {
  const failures: Failure[] = [];
  let calls = 0;
  let clients = 0;
  let stopping = false;

  const attempt = async (client: Client, wire: string, action: string) => {
    const id = String(++lastId);
    const { mayEndWith = [], run } = actions[action] as Action;
    const startedAt = performance.now();
    calls++;
    try {
      await run({ client, id, abort: new AbortController() });
    } catch (thrown) {
      const { code, rawMessage } = ConnectError.from(thrown);
      if (mayEndWith.includes(code)) return;
      failures.push({ id, wire, action, startedAt, endedAt: performance.now(), code, message: rawMessage });
    }
  };
  const live = async () => {
    while (!stopping) {
      const [wire, connect] = anyOf(Object.entries(wires));
      const client = connect(`http://${address}`);
      clients++;
      for (let more = Math.floor(Math.random() * 8); more >= 0 && !stopping; more--) {
        await attempt(client, wire, anyOf(Object.keys(actions)));
      }
      client.disconnect();
      await after(Math.random() * 20);
    }
  };
  const lives = Array.from({ length: clientsAtATime }, live);
  return {
    calls: () => calls,
    clients: () => clients,
    failures,
    async stop() {
      stopping = true;
      await Promise.all(lives);
    },
  };
}

/** Of all churns, so that no id comes twice. */
let lastId = 0;

function anyOf<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)] as T;
}
