import { fromBinary } from "@bufbuild/protobuf";
import { HealthCheckResponseSchema, servingStatus } from "../health/descriptor.ts";
import { type CallError, type CallHead, type Connection, type Fields, fieldOf } from "./connection.ts";

/** What an address says about itself. */
export type Health = "unknown" | "serving" | "not serving" | "unreachable";

const timeoutMs = 2_000;
const maxAnswerBytes = 1_024;

const head: CallHead = {
  path: "/grpc.health.v1.Health/Check",
  fields: ["te", "trailers", "content-type", "application/grpc+proto", "grpc-timeout", `${timeoutMs}m`],
};
/** Asks for the process as a whole, which is the empty message: not compressed, no bytes. */
const request = new Uint8Array(5);

const statusOk = "0";
const statusUnimplemented = "12";
/** Of answers that have no status of gRPC: a path that is not found is a method that is not there. */
const impliedStatus: Readonly<Record<number, string>> = { 404: statusUnimplemented };

/**
 * Asks the peer of a connection for its health (grpc.health.v1). A peer that answers, but has no health service, counts as serving.
 * Never rejects: "unreachable" is a connection that ended, "not serving" everything else but a good answer within 2 s.
 */
export function checkHealth(connection: Connection): Promise<Health> {
  return new Promise((resolve) => {
    const body: Uint8Array[] = [];
    let length = 0;
    let httpStatus = 0;
    let headers: Fields = [];
    const settle = (health: Health) => {
      clearTimeout(deadline);
      resolve(health);
    };
    const giveUp = () => {
      call.cancel();
      settle("not serving");
    };
    const deadline = setTimeout(giveUp, timeoutMs);

    const call = connection.call(head, {
      onHeaders(status, fields) {
        httpStatus = status;
        headers = fields;
      },
      onData(chunk) {
        length += chunk.length;
        body.push(chunk);
        if (length > maxAnswerBytes) giveUp();
      },
      onEnd(trailers) {
        const grpcStatus = fieldOf(trailers, "grpc-status") ?? fieldOf(headers, "grpc-status");
        settle(isServing(grpcStatus ?? impliedStatus[httpStatus], Buffer.concat(body)) ? "serving" : "not serving");
      },
      onError: (error: CallError) => settle(error.kind === "reset" ? "not serving" : "unreachable"),
      onDrain: () => undefined,
    });
    call.write([request], true);
  });
}

function isServing(grpcStatus: string | undefined, body: Buffer): boolean {
  if (grpcStatus === statusUnimplemented) return true;
  if (grpcStatus !== statusOk || body.length < 5) return false;
  try {
    return fromBinary(HealthCheckResponseSchema, body.subarray(5)).status === servingStatus.serving;
  } catch {
    return false;
  }
}
