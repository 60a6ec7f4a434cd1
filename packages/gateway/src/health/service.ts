import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { HealthCheckResponseSchema, type healthService, servingStatus } from "./descriptor.ts";
import type { Readiness } from "./readiness.ts";

/** Serves grpc.health.v1.Health for "" and each service behind the gateway. */
export function createHealth(readiness: Readiness): ServiceImpl<typeof healthService> {
  const statusOf = (service: string) => {
    const serves = readiness.serves(service);
    if (serves === undefined) return servingStatus.serviceUnknown;
    return serves ? servingStatus.serving : servingStatus.notServing;
  };
  const answer = (status: number) => create(HealthCheckResponseSchema, { status });

  return {
    check({ service }) {
      const status = statusOf(service);
      if (status === servingStatus.serviceUnknown) throw new ConnectError("unknown service", Code.NotFound);
      return answer(status);
    },
    async *watch({ service }, { signal }) {
      const ended = AbortSignal.any([signal, readiness.draining]);
      let last: number | undefined;
      while (!signal.aborted) {
        const status = statusOf(service);
        if (status !== last) yield answer(status);
        last = status;
        if (readiness.draining.aborted) throw new ConnectError("the gateway is stopping", Code.Unavailable);
        if (statusOf(service) === last) await nextChange(readiness, ended);
      }
    },
  };
}

function nextChange(readiness: Readiness, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      forget();
      ended.removeEventListener("abort", done);
      resolve();
    };
    const forget = readiness.onChange(done);
    ended.addEventListener("abort", done);
    if (ended.aborted) done();
  });
}
