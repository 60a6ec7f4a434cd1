import { setTimeout as after } from "node:timers/promises";
import { startChurn } from "./churn.ts";
import { startGateway } from "./gateway.ts";
import { isLostWithUpstream } from "./judge.ts";
import type { Options } from "./options.ts";
import type { Outcome } from "./report.ts";
import { startUpstreams } from "./upstreams.ts";

/** A sixth of the time, and a minute at most, belongs to what the gateway builds up once: compiled code, caches, connections. */
function warmUpMs(totalMs: number): number {
  return Math.min(60_000, totalMs / 6);
}

/** Has clients come and go while upstreams die and come back; says what became of the calls and of the memory. */
export async function soak({ minutes, clients, restartSeconds }: Options): Promise<Outcome> {
  await using running = new AsyncDisposableStack();
  const upstreams = await startUpstreams();
  running.defer(() => upstreams.stop());
  const gateway = await startGateway(upstreams.addresses);
  running.defer(() => gateway.stop());

  /** Clients come and go for so long, while upstreams are restarted. */
  const churnFor = async (ms: number) => {
    const churn = startChurn(gateway.address, clients);
    const end = performance.now() + ms;
    while (performance.now() < end) {
      await after(Math.min(restartSeconds * 1_000, end - performance.now()));
      if (performance.now() < end) await upstreams.restartOne();
    }
    await churn.stop();
    return churn;
  };
  const totalMs = minutes * 60_000;
  const first = await churnFor(warmUpMs(totalMs));
  const before = await gateway.memory();
  process.stdout.write(`${first.calls()} calls so far; the memory is measured again at the end\n`);
  const second = await churnFor(totalMs - warmUpMs(totalMs));
  const memory = { before, after: await gateway.memory() };

  const failures = [...first.failures, ...second.failures];
  const isLost = (failure: (typeof failures)[number]) =>
    isLostWithUpstream(failure, upstreams.kills, upstreams.received);
  return {
    calls: first.calls() + second.calls(),
    clients: first.clients() + second.clients(),
    restarts: upstreams.kills.length,
    lost: failures.filter(isLost),
    failed: failures.filter((failure) => !isLost(failure)),
    memory,
  };
}
