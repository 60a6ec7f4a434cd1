import type { DescField } from "@bufbuild/protobuf";
import { textOf } from "../rest/field-path.ts";
import type { RestRoute } from "../rest/routes.ts";
import type { Capture, Segment } from "../rest/template.ts";
import type { Schema } from "./json.ts";

/** A parameter of a path: one segment of it, or all that are left. */
export interface PathParameter {
  readonly name: string;
  /** The field that it is, or is a part of; undefined for a wildcard that no field captures. */
  readonly field: DescField | undefined;
  /** Whether the parameter is all of its field. */
  readonly whole: boolean;
  readonly description: string | undefined;
}

/** A path as OpenAPI writes it. */
export interface OpenApiPath {
  readonly text: string;
  readonly parameters: readonly PathParameter[];
  /** The path without the names of its parameters: no two paths of a document may be the same but for them. */
  readonly shape: string;
}

/**
 * Writes a path template for OpenAPI, where a parameter is one segment: `/v1/{name=things/*}` becomes `/v1/things/{things_id}`. A `**` is
 * one parameter, too; what OpenAPI cannot say of it is in its description.
 */
export function openApiPath({ template, captures }: RestRoute): OpenApiPath {
  const parameters: PathParameter[] = [];
  const texts: string[] = [];
  const shapes: string[] = [];
  template.segments.forEach((segment, index) => {
    if (segment.kind === "literal") {
      texts.push(encodeURIComponent(segment.text));
      shapes.push(encodeURIComponent(segment.text));
      return;
    }
    const at = template.captures.findIndex(
      ({ start, end = template.segments.length }) => start <= index && index < end,
    );
    const capture = template.captures[at];
    const field = captures[at]?.at(-1);
    const whole = capture !== undefined && (capture.end ?? template.segments.length) - capture.start === 1;
    const name = unique(
      whole ? capture.fieldPath.join(".") : nameAfter(template.segments[index - 1], capture),
      parameters,
    );
    const sentences = [
      capture === undefined || whole
        ? ""
        : `A part of \`${capture.fieldPath.join(".")}\`, which is \`${shown(capture, template.segments)}\`.`,
      segment.kind === "rest" ? "Any number of segments; the slashes between them are not percent-encoded." : "",
    ];
    parameters.push({ name, field, whole, description: sentences.filter(Boolean).join(" ") || undefined });
    texts.push(`{${name}}`);
    shapes.push("{}");
  });
  const verb = template.verb === "" ? "" : `:${encodeURIComponent(template.verb)}`;
  return { text: `/${texts.join("/")}${verb}`, parameters, shape: `/${shapes.join("/")}${verb}` };
}

/** The same path with the names that another one of the same shape gives to its parameters. */
export function renamed(path: OpenApiPath, { text, parameters }: OpenApiPath): OpenApiPath {
  const name = (index: number) => parameters[index]?.name ?? "";
  return {
    ...path,
    text,
    parameters: path.parameters.map((parameter, index) => ({ ...parameter, name: name(index) })),
  };
}

/** The schema of a part of a field: the rules of the whole do not hold for it. */
export const partSchema: Schema = { type: "string", minLength: 1 };

/** Whether a field is held by the path. */
export function isCaptured({ captures }: RestRoute, path: readonly DescField[]): boolean {
  return captures.some((capture) => textOf(capture) === textOf(path));
}

function nameAfter(before: Segment | undefined, capture: Capture | undefined): string {
  if (before?.kind === "literal") return `${before.text.replaceAll(/[^A-Za-z0-9_]/g, "_")}_id`;
  return capture?.fieldPath.join(".") ?? "segment";
}

function unique(name: string, others: readonly PathParameter[]): string {
  const taken = new Set(others.map((other) => other.name));
  let candidate = name;
  for (let count = 2; taken.has(candidate); count++) candidate = `${name}_${count}`;
  return candidate;
}

function shown({ start, end }: Capture, segments: readonly Segment[]): string {
  const marks = { one: "*", rest: "**" };
  return segments
    .slice(start, end)
    .map((segment) => (segment.kind === "literal" ? segment.text : marks[segment.kind]))
    .join("/");
}
