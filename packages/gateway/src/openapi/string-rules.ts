import { base64Encode } from "@bufbuild/protobuf/wire";
import type { BytesRules, StringRules } from "@workspace/proto/buf/validate/validate_pb";
import { type Constraints, compact, given, noneOf, oneOfValues, type Schema } from "./json.ts";

const formats: Readonly<Record<string, Schema>> = {
  email: { format: "email" },
  hostname: { format: "hostname" },
  ip: { anyOf: [{ format: "ipv4" }, { format: "ipv6" }] },
  ipv4: { format: "ipv4" },
  ipv6: { format: "ipv6" },
  uri: { format: "uri" },
  uriRef: { format: "uri-reference" },
  address: { anyOf: [{ format: "hostname" }, { format: "ipv4" }, { format: "ipv6" }] },
  uuid: { format: "uuid" },
  tuuid: { pattern: "^[0-9a-fA-F]{32}$" },
  ulid: { pattern: "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$" },
};

/** The rules of a string. What counts bytes bounds the characters, of which each has 1 to 4. */
export function stringRules(message: StringRules): Constraints {
  const rules = given(message);
  const patterns: string[] = [];
  const notes: string[] = [];
  if (rules.pattern !== undefined) (isPattern(rules.pattern) ? patterns : notes).push(rules.pattern);
  if (rules.prefix !== undefined) patterns.push(`^${escaped(rules.prefix)}`);
  if (rules.suffix !== undefined) patterns.push(`${escaped(rules.suffix)}$`);
  if (rules.contains !== undefined) patterns.push(escaped(rules.contains));
  const format = rules.wellKnown.value === true ? formats[rules.wellKnown.case] : undefined;
  const [pattern, ...more] = patterns;
  return {
    schema: {
      ...compact({
        minLength: numberOf(rules.len ?? rules.minLen ?? quartered(rules.lenBytes ?? rules.minBytes)),
        maxLength: numberOf(rules.len ?? rules.maxLen ?? rules.lenBytes ?? rules.maxBytes),
        pattern,
        allOf: more.length === 0 ? undefined : more.map((other) => ({ pattern: other })),
        not: rules.notContains === undefined ? undefined : { pattern: escaped(rules.notContains) },
      }),
      ...oneOfValues(rules.const, rules.in),
      ...noneOf(rules.notIn),
      ...format,
    },
    notes: notes.map((text) => `Must match \`${text}\`.`),
  };
}

/** The rules of bytes, for their text in base64: four characters for each three, with padding or without. */
export function bytesRules(message: BytesRules): Constraints {
  const rules = given(message);
  const min = rules.len ?? rules.minLen;
  const max = rules.len ?? rules.maxLen;
  const values = rules.in.map((value) => base64Encode(value));
  return {
    schema: {
      ...compact({
        minLength: min === undefined ? undefined : Math.ceil((Number(min) * 4) / 3),
        maxLength: max === undefined ? undefined : Math.ceil(Number(max) / 3) * 4,
      }),
      ...oneOfValues(rules.const && base64Encode(rules.const), values),
    },
    notes: [],
  };
}

/** Whether a pattern of RE2 is one of JSON Schema as well: what ECMAScript cannot read it must not be given. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function quartered(bytes: bigint | undefined): bigint | undefined {
  return bytes === undefined ? undefined : (bytes + 3n) / 4n;
}

function numberOf(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
