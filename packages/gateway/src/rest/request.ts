import type { Message, Registry } from "@bufbuild/protobuf";
import { assign, assignCapture } from "./assign.ts";
import { decodeBody } from "./body.ts";
import { textOf } from "./field-path.ts";
import { type Assignment, bindQuery } from "./query.ts";
import type { RestRoute } from "./routes.ts";
import { deriveMask } from "./update-mask.ts";
import { badRequest, type Violation } from "./violations.ts";

/** What a request says apart from its body. */
export interface RequestHead {
  /** The values of the path's captures, as the matcher found them. */
  readonly values: readonly string[];
  /** Behind the question mark, as it came; empty where there is none. */
  readonly query: string;
  /** The media type of the body; empty where there is none. It is looked at for raw bodies only. */
  readonly contentType: string;
}

/** Makes the request message from a body; once for each message of a stream. Throws INVALID_ARGUMENT. */
export type RequestReader = (body: Uint8Array) => Message;

/**
 * Reads the part of a request that stands before its body: the captures of the path and the parameters of the query set their fields
 * in each message. Throws INVALID_ARGUMENT; every parameter that is wrong is named. For messages of type google.protobuf.Any the
 * registry must know the types in them.
 */
export function createRequestReader(route: RestRoute, head: RequestHead, registry: Registry): RequestReader {
  const captures = route.captures.map((path, index) => ({ name: textOf(path), path, text: head.values[index] ?? "" }));
  const parameters = bindQuery(route, head.query);
  const { input } = route.rpc;

  return (body) => {
    const { message, json } = decodeBody(route, body, head.contentType, registry);
    const violations: Violation[] = [];
    const attempt = (set: typeof assign, assignment: Assignment) => {
      try {
        set(input, message, assignment, registry);
      } catch (error) {
        violations.push({ field: assignment.name, description: (error as Error).message });
      }
    };
    for (const capture of captures) attempt(assignCapture, capture);
    for (const parameter of parameters) attempt(assign, parameter);
    if (violations.length > 0) throw badRequest(...violations);
    if (json !== undefined) deriveMask(route, message, json);
    return message;
  };
}
