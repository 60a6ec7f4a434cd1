import { type DescEnum, type DescField, getOption, hasOption, type JsonValue, toJson } from "@bufbuild/protobuf";
import { type Duration, DurationSchema, type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { type FieldRules, field as fieldOption, Ignore } from "@workspace/proto/buf/validate/validate_pb";
import { type Constraints, compact, given, noneOf, oneOfValues, type Schema } from "./json.ts";
import { bytesRules, stringRules } from "./string-rules.ts";

/** The protovalidate rules of a field; undefined where it has none, or none that apply. */
export function rulesOf(field: DescField): FieldRules | undefined {
  if (!hasOption(field, fieldOption)) return undefined;
  const rules = getOption(field, fieldOption);
  return rules.ignore === Ignore.ALWAYS ? undefined : rules;
}

/** The rules of a value as keywords. Those of items, keys and values are theirs, and not looked at. */
export function constraintsOf(rules: FieldRules, desc: DescEnum | undefined): Constraints {
  const { schema, notes } = typeConstraints(rules, desc);
  const custom = rules.cel.map(({ message }) => message).filter(Boolean);
  return { schema, notes: [...notes, ...custom.map((message) => `${message}.`)] };
}

function typeConstraints({ type }: FieldRules, desc: DescEnum | undefined): Constraints {
  switch (type.case) {
    case "string":
      return stringRules(type.value);
    case "bytes":
      return bytesRules(type.value);
    case "bool":
      return { schema: oneOfValues(given(type.value).const, []), notes: [] };
    case "enum": {
      const { const: only, in: some, notIn } = given(type.value);
      const name = (number: number): JsonValue => desc?.values.find((value) => value.number === number)?.name ?? number;
      const schema = {
        ...oneOfValues(only === undefined ? undefined : name(only), some.map(name)),
        ...noneOf(notIn.map(name)),
      };
      return { schema, notes: [] };
    }
    case "repeated": {
      const { minItems, maxItems, unique } = given(type.value);
      return {
        schema: compact({ minItems: count(minItems), maxItems: count(maxItems), uniqueItems: unique }),
        notes: [],
      };
    }
    case "map": {
      const { minPairs, maxPairs } = given(type.value);
      return { schema: compact({ minProperties: count(minPairs), maxProperties: count(maxPairs) }), notes: [] };
    }
    case "float":
    case "double":
    case "int32":
    case "sint32":
    case "sfixed32":
    case "uint32":
    case "fixed32":
      return numberRules(given(type.value));
    case "int64":
    case "sint64":
    case "sfixed64":
    case "uint64":
    case "fixed64":
      return textRules(given(type.value), String);
    case "duration":
      return textRules(given(type.value), (value: Duration) => toJson(DurationSchema, value));
    case "timestamp":
      return textRules({ ...given(type.value), in: [], notIn: [] }, (value: Timestamp) =>
        toJson(TimestampSchema, value),
      );
    default:
      return { schema: {}, notes: [] };
  }
}

interface OrderedRules<T> {
  readonly const?: T | undefined;
  readonly in: readonly T[];
  readonly notIn: readonly T[];
  readonly lessThan: { readonly case?: string | undefined; readonly value?: T | boolean | undefined };
  readonly greaterThan: { readonly case?: string | undefined; readonly value?: T | boolean | undefined };
}

function numberRules(rules: OrderedRules<number>): Constraints {
  const upper = bound(rules.lessThan, { lt: "exclusiveMaximum", lte: "maximum" });
  const lower = bound(rules.greaterThan, { gt: "exclusiveMinimum", gte: "minimum" });
  // Bounds the other way round mean what lies outside of them.
  const outside = Number(rules.greaterThan.value) > Number(rules.lessThan.value);
  return {
    schema: {
      ...(outside ? { anyOf: [upper, lower] } : { ...lower, ...upper }),
      ...oneOfValues(rules.const, rules.in),
      ...noneOf(rules.notIn),
    },
    notes: [],
  };
}

function bound({ case: kind = "", value }: OrderedRules<number>["lessThan"], keywords: Record<string, string>): Schema {
  const keyword = keywords[kind];
  return keyword === undefined || typeof value !== "number" ? {} : { [keyword]: value };
}

const words: Readonly<Record<string, string>> = { lt: "less than", lte: "at most", gt: "more than", gte: "at least" };

/** The rules of values that JSON has as text, where no keyword tells which is more. */
function textRules<T>(rules: OrderedRules<T>, show: (value: T) => string): Constraints {
  const bounds = [rules.greaterThan, rules.lessThan].flatMap(({ case: kind = "", value }) =>
    words[kind] === undefined ? [] : [`${words[kind]} ${show(value as T)}`],
  );
  return {
    schema: {
      ...oneOfValues(rules.const === undefined ? undefined : show(rules.const), rules.in.map(show)),
      ...noneOf(rules.notIn.map(show)),
    },
    notes: bounds.length === 0 ? [] : [`Must be ${bounds.join(" and ")}.`],
  };
}

function count(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
