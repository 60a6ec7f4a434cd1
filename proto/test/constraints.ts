import type { DescField, DescMessage, DescOneof, FileRegistry } from "@bufbuild/protobuf";
import { getOption, hasOption } from "@bufbuild/protobuf";
import type { Path, ReflectMessage } from "@bufbuild/protobuf/reflect";
import { reflect } from "@bufbuild/protobuf/reflect";
import * as validate from "../gen/ts/buf/validate/validate_pb.js";

/** Every constraint that the workspace's own contracts declare, as `package.Message.field rule.id`. */
export function declaredConstraints(contracts: FileRegistry): string[] {
  const own = [...contracts].filter((type) => type.kind === "message" && !/^(buf|google)\./.test(type.typeName));
  return (own as DescMessage[]).flatMap(ofMessage);
}

/** The constraint that a violation names, written in the same way. */
export function brokenConstraint(schema: DescMessage, path: Path, ruleId: string): string {
  const last = path.at(-1);
  if (!last) return `${schema.typeName} ${ruleId}`;
  if (last.kind === "list_sub") return `${nameOf(path.at(-2) as DescField)}[] ${ruleId}`;
  if (last.kind === "field" && last.message && isOwnRule(last.message, ruleId))
    return `${last.message.typeName} ${ruleId}`;
  return `${nameOf(last as DescField | DescOneof)} ${ruleId}`;
}

function nameOf(member: DescField | DescOneof): string {
  return `${member.parent.typeName}.${member.name}`;
}

function isOwnRule(message: DescMessage, ruleId: string): boolean {
  return getOption(message, validate.message).cel.some((rule) => rule.id === ruleId);
}

function ofMessage(message: DescMessage): string[] {
  const whole = getOption(message, validate.message).cel.map((rule) => `${message.typeName} ${rule.id}`);
  const oneofs = message.oneofs.filter((oneof) => getOption(oneof, validate.oneof).required);
  return [
    ...whole,
    ...oneofs.map((oneof) => `${nameOf(oneof)} required`),
    ...message.fields.filter((field) => hasOption(field, validate.field)).flatMap(ofField),
  ];
}

function ofField(field: DescField): string[] {
  const rules = getOption(field, validate.field);
  if (rules.ignore === validate.Ignore.ALWAYS) return [];
  return ids(rules).map(({ element, id }) => `${nameOf(field)}${element ? "[]" : ""} ${id}`);
}

/** What the violations of a field's rules are called, and whether they are told of its elements. */
function ids(rules: validate.FieldRules): { element: boolean; id: string }[] {
  const own = rules.required ? ["required"] : [];
  const custom = rules.cel.map((rule) => rule.id);
  const whole = [...own, ...custom].map((id) => ({ element: false, id }));
  if (rules.type.case === undefined) return whole;
  const typed = reflect(validate.FieldRulesSchema, rules).get(
    validate.FieldRulesSchema.field[rules.type.case] as DescField & { fieldKind: "message" },
  );
  const kind = rules.type.case;
  const names = setFields(typed).filter((name) => name !== "items");
  const elements = rules.type.case === "repeated" && rules.type.value.items ? ids(rules.type.value.items) : [];
  return [
    ...whole,
    ...joinBounds(names).map((name) => ({ element: false, id: `${kind}.${name}` })),
    ...elements.map(({ id }) => ({ element: true, id })),
  ];
}

function setFields(rules: ReflectMessage): string[] {
  return rules.fields.filter((field) => rules.isSet(field)).map((field) => field.name);
}

/** A lower and an upper bound are one rule: `gt` and `lte` are `gt_lte`. */
function joinBounds(names: string[]): string[] {
  const lower = names.find((name) => /^gte?$/.test(name));
  const upper = names.find((name) => /^lte?$/.test(name));
  if (!lower || !upper) return names;
  return [...names.filter((name) => name !== lower && name !== upper), `${lower}_${upper}`];
}
