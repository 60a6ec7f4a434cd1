import {
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
  getOption,
  hasOption,
  ScalarType,
} from "@bufbuild/protobuf";
import { http } from "@workspace/proto/google/api/annotations_pb";
import type { HttpRule } from "@workspace/proto/google/api/http_pb";
import { type FieldPath, resolveFieldPath } from "./field-path.ts";
import { findShadows } from "./shadow.ts";
import { parseTemplate, type Template } from "./template.ts";

/** One way to call a method by REST. */
export interface RestRoute {
  readonly rpc: DescMethod;
  /** In the form of the request line; `*` for any. */
  readonly httpMethod: string;
  readonly template: Template;
  /** The fields that the template's captures set, in their order. */
  readonly captures: readonly FieldPath[];
  /** What the body of a request is: nothing, everything that the path does not set, or one field. */
  readonly body: "none" | "all" | DescField;
  /** The field that is answered instead of the whole message. */
  readonly responseBody: DescField | undefined;
}

/** All ways to call the methods of services by REST. */
export interface RestTable {
  readonly routes: readonly RestRoute[];
  /** What is wrong with annotations, in sentences for the operator. A rule that is wrong makes no route. */
  readonly problems: readonly string[];
}

/**
 * Reads the `google.api.http` annotations of services, with their additional bindings. A route that can never be reached, because
 * others take its requests, stays in the table and is named among the problems together with the other RPC.
 */
export function readRestTable(services: readonly DescService[]): RestTable {
  const routes: RestRoute[] = [];
  const problems: string[] = [];
  for (const rpc of services.flatMap(({ methods }) => methods)) {
    if (!hasOption(rpc, http)) continue;
    const rule = getOption(rpc, http);
    for (const binding of [rule, ...rule.additionalBindings]) {
      try {
        if (binding !== rule && binding.additionalBindings.length > 0) {
          throw new Error("an additional binding holds additional bindings");
        }
        routes.push(routeOf(rpc, binding));
      } catch (error) {
        problems.push(`${nameOf(rpc)}: ${(error as Error).message}`);
      }
    }
  }
  for (const { hidden, by } of findShadows(routes)) {
    const line = ({ httpMethod, template, rpc }: RestRoute) => `${httpMethod} ${template.text} of ${nameOf(rpc)}`;
    problems.push(`${line(hidden)} can never be reached: ${line(by)} takes its requests`);
  }
  return { routes, problems };
}

/** `package.Service.Method`. */
export function nameOf(rpc: DescMethod): string {
  return `${rpc.parent.typeName}.${rpc.name}`;
}

function routeOf(rpc: DescMethod, rule: HttpRule): RestRoute {
  const { httpMethod, path } = patternOf(rule);
  const template = parseTemplate(path);
  const captures = template.captures.map(({ fieldPath, multi }) => captureOf(rpc, template, fieldPath, multi));
  const body = bodyOf(rpc, rule.body);
  if (body !== "none" && (httpMethod === "GET" || httpMethod === "HEAD")) throw new Error(`${httpMethod} has no body`);
  if (typeof body !== "string" && captures.some((capture) => capture.length === 1 && capture[0] === body)) {
    throw new Error(`${body.name} is bound twice, by the path and as the body`);
  }
  if (rpc.methodKind !== "unary" && rpc.methodKind !== "server_streaming" && body === "none") {
    throw new Error("a stream of requests needs a body");
  }
  const responseBody =
    rule.responseBody === "" ? undefined : topLevelField(rpc.output, rule.responseBody, "response body");
  return { rpc, httpMethod, template, captures, body, responseBody };
}

function patternOf({ pattern }: HttpRule): { httpMethod: string; path: string } {
  if (pattern.case === undefined) throw new Error("a rule has no path");
  if (pattern.case !== "custom") return { httpMethod: pattern.case.toUpperCase(), path: pattern.value };
  const { kind, path } = pattern.value;
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(kind)) throw new Error(`${JSON.stringify(kind)} is no HTTP method`);
  return { httpMethod: kind, path };
}

function captureOf(rpc: DescMethod, template: Template, names: readonly string[], multi: boolean): FieldPath {
  const fail = (reason: string): never => {
    throw new Error(`{${names.join(".")}} in the path template "${template.text}" ${reason}`);
  };
  let path: FieldPath;
  try {
    path = resolveFieldPath(rpc.input, names, "proto");
  } catch (error) {
    return fail((error as Error).message);
  }
  const leaf = path.at(-1) as DescField;
  if (leaf.fieldKind !== "scalar" && leaf.fieldKind !== "enum") {
    return fail(
      `is ${leaf.fieldKind === "list" ? "repeated" : `a ${leaf.fieldKind}`}; a path holds single scalars and enums`,
    );
  }
  if (multi && leaf.scalar !== ScalarType.STRING) return fail("has several segments, which only a string can hold");
  return path;
}

function bodyOf(rpc: DescMethod, name: string): RestRoute["body"] {
  if (name === "") return "none";
  if (name === "*") return "all";
  return topLevelField(rpc.input, name, "body");
}

function topLevelField(message: DescMessage, name: string, what: string): DescField {
  const field = message.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`the ${what} ${JSON.stringify(name)} is no field of ${message.typeName}`);
  return field;
}
