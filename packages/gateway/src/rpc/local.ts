import {
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  type DescService,
  fromBinary,
  type Message,
  toBinary,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter, createRouterTransport, type Transport } from "@connectrpc/connect";
import { createWritableIterable } from "@connectrpc/connect/protocol";
import { eachFrame, encodeFrame, FrameGate } from "../protocol/frames.ts";
import { malformed, wrongCount } from "./errors.ts";
import { toFields } from "./metadata.ts";
import type { Callee } from "./method.ts";
import { writeStatus } from "./status.ts";

/** Services that are implemented within the process; a call to them is like one to an upstream. */
export function createLocal(
  name: string,
  services: readonly DescService[],
  routes: (router: ConnectRouter) => void,
): Callee {
  const transport = createRouterTransport(routes);
  const methods = new Map(
    services.flatMap(({ typeName, methods }) => methods.map((method) => [`/${typeName}/${method.name}`, method])),
  );
  return {
    name,
    call({ path }, listener) {
      const method = methods.get(path) as DescMethod;
      const cancel = new AbortController();
      const requests = createWritableIterable<Message>();
      let broken: ConnectError | undefined;
      let held: PromiseWithResolvers<void> | undefined;
      const gate = new FrameGate(Number.POSITIVE_INFINITY, false, (pieces) =>
        eachFrame(pieces, (bytes) => {
          // Whoever does not read its requests is not told of that.
          requests.write(fromBinary(method.input, bytes)).then(
            () => listener.onDrain(),
            () => undefined,
          );
        }),
      );

      const run = async () => {
        const { header, message, trailer } = await ask(transport, method, requests, cancel.signal);
        listener.onHeaders(200, ["content-type", "application/grpc+proto", ...toFields(header)]);
        for await (const answer of message) {
          if (cancel.signal.aborted) return;
          listener.onData(encodeFrame(0, toBinary(method.output, answer)));
          await held?.promise;
        }
        return trailer;
      };
      run().then(
        (trailer) => {
          if (trailer !== undefined && !cancel.signal.aborted)
            listener.onEnd([...writeStatus(undefined), ...toFields(trailer)]);
        },
        (reason: unknown) => {
          if (cancel.signal.aborted) return;
          const error = broken ?? ConnectError.from(reason, Code.Internal);
          listener.onHeaders(200, ["content-type", "application/grpc+proto", ...writeStatus(error)]);
          listener.onEnd([]);
        },
      );

      return {
        address: undefined,
        write(chunks, end) {
          try {
            for (const chunk of chunks) gate.push(chunk);
          } catch {
            broken = malformed("the request is not a well-formed message");
            requests.close();
          }
          if (end) requests.close();
          return chunks.length === 0;
        },
        pause() {
          held ??= Promise.withResolvers();
        },
        resume() {
          held?.resolve();
          held = undefined;
        },
        cancel: () => cancel.abort(),
      };
    },
  };
}

async function ask(transport: Transport, method: DescMethod, requests: AsyncIterable<Message>, signal: AbortSignal) {
  if (method.methodKind !== "unary") {
    return transport.stream(method as DescMethodStreaming, signal, undefined, undefined, requests);
  }
  let request: Message | undefined;
  for await (const one of requests) request ??= one;
  if (request === undefined) throw wrongCount(0);
  const answer = await transport.unary(method as DescMethodUnary, signal, undefined, undefined, request);
  return { ...answer, message: [answer.message] };
}
