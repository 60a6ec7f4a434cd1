import {
  type DescEnum,
  type DescField,
  type DescMessage,
  getOption,
  type JsonObject,
  ScalarType,
} from "@bufbuild/protobuf";
import { type FieldRules, message as messageOption } from "@workspace/proto/buf/validate/validate_pb";
import { FieldBehavior, field_behavior } from "@workspace/proto/google/api/field_behavior_pb";
import { commentOf } from "./comments.ts";
import { constraintsOf, rulesOf } from "./constraints.ts";
import { compact, given, type Schema } from "./json.ts";
import { oneofSchemas } from "./oneofs.ts";
import { scalarSchema, wellKnownSchema } from "./scalars.ts";

/** Makes schemas of messages and fields, by the JSON form of protobuf. Messages and enums become components. */
export interface Schemas {
  /** A reference, or the schema itself for messages that JSON has a form of its own for. */
  message(message: DescMessage): Schema;
  field(field: DescField): Schema;
  /** The schema of a message without some of its fields, in place. */
  without(message: DescMessage, omitted: ReadonlySet<DescField>): Schema;
  /** Everything that was referred to, sorted by name. */
  components(): JsonObject;
}

export function createSchemas(): Schemas {
  const components = new Map<string, Schema>();

  const refer = (typeName: string, make: () => Schema): Schema => {
    if (!components.has(typeName)) {
      // Its name first: a message may contain itself.
      components.set(typeName, {});
      components.set(typeName, make());
    }
    return { $ref: `#/components/schemas/${typeName}` };
  };
  const ofMessage = (message: DescMessage): Schema =>
    wellKnownSchema(message) ?? refer(message.typeName, () => ofObject(message, new Set()));
  const ofEnum = (desc: DescEnum): Schema =>
    desc.typeName === "google.protobuf.NullValue" ? { type: "null" } : refer(desc.typeName, () => enumSchema(desc));
  const ofType = ({ scalar, message, enum: desc }: Pick<DescField, "scalar" | "message" | "enum">): Schema => {
    if (scalar !== undefined) return scalarSchema(scalar);
    if (message !== undefined) return ofMessage(message);
    return desc === undefined ? {} : ofEnum(desc);
  };
  const ruled = (schema: Schema, rules: FieldRules | undefined, desc: DescEnum | undefined): Schema => {
    if (rules === undefined) return schema;
    const { schema: keywords, notes } = constraintsOf(rules, desc);
    return { ...schema, ...keywords, ...compact({ description: joined(notes) }) };
  };

  const ofField = (field: DescField): Schema => {
    const rules = rulesOf(field);
    const { type } = rules ?? {};
    let schema = ofType(field);
    if (field.fieldKind === "list") {
      const items = type?.case === "repeated" ? given(type.value).items : undefined;
      schema = { type: "array", items: ruled(schema, items, field.enum) };
    } else if (field.fieldKind === "map") {
      const { keys, values } = type?.case === "map" ? given(type.value) : {};
      const names = ruled(keySchema(field.mapKey), keys, undefined);
      const propertyNames = Object.keys(names).length === 0 ? undefined : names;
      schema = {
        type: "object",
        additionalProperties: ruled(schema, values, field.enum),
        ...compact({ propertyNames }),
      };
    }
    const { description: note, ...constrained } = ruled(schema, rules, field.enum);
    const behavior = getOption(field, field_behavior);
    return {
      ...(rules?.required === true ? demanded(constrained, field) : constrained),
      ...compact({
        description: joined([commentOf(field), note as string | undefined]),
        readOnly: behavior.includes(FieldBehavior.OUTPUT_ONLY) || undefined,
        writeOnly: behavior.includes(FieldBehavior.INPUT_ONLY) || undefined,
        deprecated: field.deprecated || undefined,
      }),
    };
  };

  const ofObject = (message: DescMessage, omitted: ReadonlySet<DescField>): Schema => {
    const fields = message.fields.filter((field) => !omitted.has(field));
    const required = fields.filter(isRequired).map(({ jsonName }) => jsonName);
    const rules = getOption(message, messageOption).cel.flatMap((rule) =>
      rule.message === "" ? [] : [`${rule.message}.`],
    );
    const oneofs = omitted.size === 0 ? oneofSchemas(message) : [];
    return {
      type: "object",
      ...compact({
        description: joined([commentOf(message), ...rules]),
        properties: Object.fromEntries(fields.map((field) => [field.jsonName, ofField(field)])),
        required: required.length === 0 ? undefined : required,
        allOf: oneofs.length === 0 ? undefined : oneofs,
        deprecated: message.deprecated || undefined,
      }),
    };
  };

  return {
    message: ofMessage,
    field: ofField,
    without: (message, omitted) => (omitted.size === 0 ? ofMessage(message) : ofObject(message, omitted)),
    components: () => Object.fromEntries([...components].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** Whether a request must have a field, by its behaviour or by its rules. */
export function isRequired(field: DescField): boolean {
  return getOption(field, field_behavior).includes(FieldBehavior.REQUIRED) || rulesOf(field)?.required === true;
}

/** A required field without presence must not be what it is when it is not set. */
function demanded(schema: Schema, field: DescField): Schema {
  if (field.fieldKind === "list") return { minItems: 1, ...schema };
  if (field.fieldKind === "map") return { minProperties: 1, ...schema };
  if (field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES) return { minLength: 1, ...schema };
  return schema;
}

function keySchema(key: ScalarType): Schema {
  if (key === ScalarType.STRING) return {};
  if (key === ScalarType.BOOL) return { enum: ["true", "false"] };
  return { pattern: "^-?[0-9]+$" };
}

function enumSchema(desc: DescEnum): Schema {
  const lines = desc.values.flatMap((value) => {
    const comment = commentOf(value);
    return comment === undefined ? [] : [`- \`${value.name}\`: ${comment.replaceAll("\n", " ")}`];
  });
  return {
    type: "string",
    enum: desc.values.map(({ jsonName }) => jsonName),
    ...compact({
      description: joined([commentOf(desc), lines.length === 0 ? undefined : lines.join("\n")]),
      deprecated: desc.deprecated || undefined,
    }),
  };
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n") || undefined;
}
