import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMatcher } from "./match.ts";
import { parseTemplate } from "./template.ts";

describe("a path template is parsed", () => {
  test.each([
    ["/v1/things", ["v1", "things"], ""],
    ["/v1/*/**", ["v1", "*", "**"], ""],
    ["/v1/things:search", ["v1", "things"], "search"],
    ["/v1/caf%C3%A9", ["v1", "café"], ""],
    ["/v1/a%3Ab:c%2Fd", ["v1", "a:b"], "c/d"],
    ["/v1/(a=b;c,@!$&'+)", ["v1", "(a=b;c,@!$&'+)"], ""],
    ["/*:verb", ["*"], "verb"],
  ])("%s", (text, segments, verb) => {
    const template = parseTemplate(text);
    const shown = template.segments.map((segment) =>
      segment.kind === "literal" ? segment.text : segment.kind === "one" ? "*" : "**",
    );
    expect({ segments: shown, verb: template.verb }).toEqual({ segments, verb });
  });

  test.each([
    ["/v1/{id}", { fieldPath: ["id"], start: 1, end: 2, multi: false }],
    ["/v1/{id=*}", { fieldPath: ["id"], start: 1, end: 2, multi: false }],
    ["/{a.b_c.d=things/*}/x", { fieldPath: ["a", "b_c", "d"], start: 0, end: 2, multi: true }],
    ["/v1/{path=**}:verb", { fieldPath: ["path"], start: 1, end: undefined, multi: true }],
    ["/v1/{path=a/**}", { fieldPath: ["path"], start: 1, end: undefined, multi: true }],
    ["/v1/{kind=fixed}", { fieldPath: ["kind"], start: 1, end: 2, multi: false }],
  ])("%s with its capture", (text, capture) => {
    expect(parseTemplate(text).captures).toEqual([capture]);
  });
});

describe("a malformed path template is refused with its place", () => {
  test.each([
    ["", 1, 'expected "/"'],
    ["v1", 1, 'expected "/"'],
    ["/", 2, "expected"],
    ["/v1//x", 5, "expected"],
    ["/v1/", 5, "expected"],
    ["/v1/:verb", 5, "expected"],
    ["/v1/x:", 7, "expected a verb"],
    ["/v1/x:a:b", 8, "expected the end"],
    ["/v1/x:a/b", 8, "expected the end"],
    ["/v1/a b", 6, "expected"],
    ["/v1/a?b", 6, "expected"],
    ["/v1/%2", 5, "expected"],
    ["/v1/%FF", 5, "UTF-8"],
    ["/v1/**/x", 8, 'nothing but a verb may follow "**"'],
    ["/v1/**/{x}", 8, 'nothing but a verb may follow "**"'],
    ["/v1/{x=**/y}", 11, 'nothing but a verb may follow "**"'],
    ["/v1/***", 7, "expected"],
    ["/v1/a*", 6, "expected"],
    ["/v1/{x", 7, 'expected "}"'],
    ["/v1/x}", 6, "expected"],
    ["/v1/{}", 6, "expected the name of a field"],
    ["/v1/{a.}", 8, "expected the name of a field"],
    ["/v1/{1a}", 6, "expected the name of a field"],
    ["/v1/{a=}", 8, "a variable holds no variable"],
    ["/v1/{a={b}}", 8, "a variable holds no variable"],
    ["/v1/{a}b", 8, "expected"],
    ["/v1/{a}/{a}", 9, "a is captured twice"],
  ])("%j at character %i", (text, position, reason) => {
    expect(() => parseTemplate(text)).toThrow(`the path template "${text}" is malformed at character ${position}: `);
    expect(() => parseTemplate(text)).toThrow(reason);
  });
});

/** What a client does with a value, by the comment of the annotation. */
function expand(value: string, multi: boolean): string {
  const kept = multi ? /^[-_.~/0-9a-zA-Z]$/ : /^[-_.~0-9a-zA-Z]$/;
  return Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte))
    .map((char) => (kept.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`))
    .join("");
}

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
const literal = fc.constantFrom("v1", "things", "a-b", "%C3%A9", "x.y");

/** A piece of a template, the piece of a path that it is expanded to, and the value that it captures, if any. */
interface Piece {
  readonly template: string;
  readonly path: string;
  readonly value?: string;
}

const plain: fc.Arbitrary<Piece> = fc.oneof(
  literal.map((template) => ({ template, path: template })),
  text.map((value) => ({ template: "*", path: expand(value, false) })),
);
const single: fc.Arbitrary<Piece> = fc
  .record({ value: text, explicit: fc.boolean() })
  .map(({ value, explicit }) => ({ template: explicit ? "{F=*}" : "{F}", path: expand(value, false), value }));
const several: fc.Arbitrary<Piece> = fc
  .array(
    fc.oneof(
      literal,
      text.filter((value) => !value.includes("/")),
    ),
    { minLength: 2, maxLength: 4 },
  )
  .chain((values) =>
    fc.constant({
      template: `{F=${values.map(() => "*").join("/")}}`,
      path: expand(values.join("/"), true),
      value: values.join("/"),
    }),
  );
const rest: fc.Arbitrary<Piece> = fc.array(text, { minLength: 1, maxLength: 4 }).map((values) => ({
  template: "{F=x/**}",
  path: `x/${expand(values.join("/"), true)}`,
  value: `x/${values.join("/")}`,
}));

test("values that a client expands into a path are captured as they were", () => {
  const pieces = fc.tuple(
    fc.array(fc.oneof(plain, single, several), { minLength: 1, maxLength: 5 }),
    fc.option(rest, { nil: undefined }),
    fc.constantFrom("", ":verb", ":%3A"),
  );
  fc.assert(
    fc.property(pieces, ([front, end, verb]) => {
      const all = end === undefined ? front : [...front, end];
      let fields = 0;
      const template = all.map((piece) => piece.template.replace("F", () => `f${fields++}`));
      const route = { httpMethod: "GET", template: parseTemplate(`/${template.join("/")}${verb}`) };
      const match = createMatcher([route]).match("GET", `/${all.map(({ path }) => path).join("/")}${verb}`);
      expect(match).toEqual({
        kind: "found",
        route,
        values: all.flatMap(({ value }) => (value === undefined ? [] : [value])),
      });
    }),
  );
});
