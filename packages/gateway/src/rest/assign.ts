import type { DescField, DescMessage, Message, Registry } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { setFromText } from "./field-text.ts";
import type { Assignment } from "./query.ts";

/**
 * Sets a field of a message from text, with the messages on the way to it. Throws an Error with a reason that follows the field in a
 * sentence.
 */
export function assign(desc: DescMessage, message: Message, assignment: Assignment, registry: Registry): void {
  const { path, key, text } = assignment;
  const leaf = path.at(-1) as DescField;
  let within = reflect(desc, message);
  for (const field of path.slice(0, -1)) {
    refuseOtherOfOneof(within, field);
    const next = within.get(field) as ReflectMessage;
    if (!within.isSet(field)) within.set(field, next);
    within = next;
  }
  refuseOtherOfOneof(within, leaf);
  setFromText(within, leaf, text, { key, registry });
}

/**
 * Sets a field that the path holds. The body may hold the same value, as it does where somebody sends back what was read; throws where
 * it holds another.
 */
export function assignCapture(desc: DescMessage, message: Message, assignment: Assignment, registry: Registry): void {
  const before = valueAt(reflect(desc, message), assignment.path);
  assign(desc, message, assignment, registry);
  // As text: bytes are equal without being the same.
  if (before === undefined || String(before) === String(valueAt(reflect(desc, message), assignment.path))) return;
  throw new Error("has one value in the path and another one in the body");
}

function refuseOtherOfOneof(message: ReflectMessage, field: DescField): void {
  const other = field.oneof && message.oneofCase(field.oneof);
  if (other !== undefined && other !== field) {
    throw new Error(`cannot be given together with ${other.name}: only one of ${field.oneof?.name} may be set`);
  }
}

function valueAt(message: ReflectMessage, path: readonly DescField[]): unknown {
  let within: unknown = message;
  for (const field of path) {
    const parent = within as ReflectMessage;
    if (!parent.isSet(field)) return undefined;
    within = parent.get(field);
  }
  return within;
}
