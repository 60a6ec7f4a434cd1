import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import * as contract from "@workspace/proto/prime_tally/v1/prime_tally_service_pb";

type Run = contract.Run;
const { PrimeTallyService: service, Run_State: State } = contract;

/** For how long a call is repeated while nobody answers: replicas restart within it. */
const patienceMs = 15_000;

/**
 * Creates a run of the primes up to a limit and watches it to its end; a stream that breaks is taken up again.
 *
 * @param show gets the run as it is, whenever it has changed
 * @throws ConnectError where a call is refused, or nobody answers for 15 s
 */
export async function countUpTo(limit: bigint, url: string, show: (run: Run) => void): Promise<Run> {
  const client = createClient(service, createConnectTransport({ baseUrl: url, httpVersion: "1.1" }));
  // With an id of the request, a repeated creation is the same one.
  const asked = { run: { range: { begin: 0n, end: limit + 1n } }, requestId: randomUUID() };
  const { run: created } = await patiently(() => client.createRun(asked, { timeoutMs: 10_000 }));
  const name = created?.name ?? "";
  return patiently(async () => {
    for await (const { run } of client.watchRun({ name })) {
      if (run === undefined) continue;
      show(run);
      if (run.state !== State.QUEUED && run.state !== State.RUNNING) return run;
    }
    throw new ConnectError("the stream ended early", Code.Unavailable);
  });
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + patienceMs; ; await sleep(250)) {
    try {
      return await call();
    } catch (error) {
      const { code } = ConnectError.from(error);
      const passing = code === Code.Unavailable || code === Code.Aborted || code === Code.ResourceExhausted;
      if (!passing || Date.now() > end) throw error;
    }
  }
}
