import { randomBytes } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { clientOf, startGateway, until } from "./support/gateway.ts";
import { spawnUpstream } from "./support/upstream-process.ts";

/** Calls that run at a time. */
const concurrency = 24;
/** Answers of the one that is killed before it is, and answers of the others after it was. */
const before = 200;
const after = 600;

test.each(["connect json 1.1", "grpc binary 2"] as const)(
  "over %s, of the calls under load no other fails than those that an upstream had when it was killed",
  async (protocol) => {
    await using victim = await spawnUpstream("victim");
    await using second = await spawnUpstream("second");
    await using third = await spawnUpstream("third");
    await using gateway = await startGateway([victim.address, second.address, third.address]);
    await until(gateway.gateway, () =>
      gateway.gateway.upstreams.every(
        (upstream) => Object.values(upstream.health()).join() === "serving,serving,serving",
      ),
    );
    const client = clientOf(gateway, protocol);
    const answers = { victim: 0, others: 0, sinceDeath: 0 };
    const failed = new Map<string, Code>();
    const underway = Promise.withResolvers<void>();
    let dead = false;

    const note = (upstream: string) => {
      if (upstream === "victim") answers.victim++;
      else answers.others++;
      if (dead) answers.sinceDeath++;
      if (answers.victim === before) underway.resolve();
    };
    const call = async (stream: boolean) => {
      const traceId = randomBytes(16).toString("hex");
      const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
      try {
        if (!stream) return note((await client.unary({ text: traceId }, { headers })).upstream);
        for await (const { upstream } of client.server({ text: traceId, count: 3 }, { headers })) note(upstream);
      } catch (reason) {
        failed.set(traceId, ConnectError.from(reason).code);
      }
    };
    const load = Array.from({ length: concurrency }, async (_, index) => {
      while (answers.sinceDeath < after) await call(index % 2 === 0);
    });
    await underway.promise;
    await victim.killInCall();
    dead = true;
    await Promise.all(load);

    // It had one at least, in the middle of which it was killed.
    expect(failed.size).toBeGreaterThan(0);
    expect(failed.size).toBeLessThanOrEqual(concurrency);
    const reasons = gateway.log.filter(({ msg }) => msg === "a call failed on its way to an upstream");
    const addressOf = new Map(reasons.map(({ trace_id, address }) => [trace_id, address]));
    for (const [traceId, code] of failed) {
      expect([code, addressOf.get(traceId)]).toEqual([Code.Unavailable, victim.address]);
    }
    expect(reasons).toHaveLength(failed.size);
    expect(answers.others).toBeGreaterThan(after / 2);
  },
);
