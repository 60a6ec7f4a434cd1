/** One segment of a path template: a literal (decoded), `*`, or `**`. */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "one" }
  | { readonly kind: "rest" };

/** A variable of a path template, and which segments it takes. */
export interface Capture {
  /** The names of the field path, as in the proto. */
  readonly fieldPath: readonly string[];
  /** The index of its first segment. */
  readonly start: number;
  /** The index behind its last segment; undefined where it ends in `**`. */
  readonly end: number | undefined;
  /** Whether it may have more or less than one segment: then a `%2F` in it stays as it is. */
  readonly multi: boolean;
}

/** A path template of `google.api.http`, parsed. */
export interface Template {
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly captures: readonly Capture[];
  /** What stands behind the colon, decoded; empty where there is none. */
  readonly verb: string;
}

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
// What has a meaning in the template or in a URL is not literal text; a percent sign begins an escape.
const literal = /(?:%[0-9A-Fa-f]{2}|[^/{}*:%?#\s\p{Cc}])+/uy;

/**
 * Parses a path template by the grammar in google/api/http.proto. Throws an Error that names the template, the position (counted
 * from 1) and what is wrong there.
 */
export function parseTemplate(text: string): Template {
  const segments: Segment[] = [];
  const captures: Capture[] = [];
  let at = 0;

  const fail = (reason: string, position = at): never => {
    throw new Error(`the path template "${text}" is malformed at character ${position + 1}: ${reason}`);
  };
  const take = (token: string): boolean => {
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const literalText = (what: string): string => {
    const position = at;
    const found = match(literal) ?? fail(`expected ${what}`);
    try {
      return decodeURIComponent(found);
    } catch {
      return fail("the percent-encoding is not UTF-8", position);
    }
  };

  const plainSegment = (what: string) => {
    if (segments.at(-1)?.kind === "rest") fail('nothing but a verb may follow "**"');
    if (take("**")) segments.push({ kind: "rest" });
    else if (take("*")) segments.push({ kind: "one" });
    else segments.push({ kind: "literal", text: literalText(what) });
  };
  const variable = () => {
    const position = at - 1;
    const start = segments.length;
    const fieldPath: string[] = [];
    do fieldPath.push(match(identifier) ?? fail("expected the name of a field"));
    while (take("."));
    if (captures.some((other) => other.fieldPath.join(".") === fieldPath.join("."))) {
      fail(`${fieldPath.join(".")} is captured twice`, position);
    }
    if (take("=")) {
      do plainSegment('"*", "**" or literal text; a variable holds no variable');
      while (take("/"));
    } else {
      if (segments.at(-1)?.kind === "rest") fail('nothing but a verb may follow "**"', position);
      segments.push({ kind: "one" });
    }
    if (!take("}")) fail('expected "}"');
    const rest = segments.at(-1)?.kind === "rest";
    captures.push({
      fieldPath,
      start,
      end: rest ? undefined : segments.length,
      multi: rest || segments.length - start > 1,
    });
  };

  if (!take("/")) fail('expected "/"');
  do {
    if (take("{")) variable();
    else plainSegment('"*", "**", a variable or literal text');
  } while (take("/"));
  const verb = take(":") ? literalText("a verb") : "";
  if (at < text.length) fail(verb === "" ? 'expected "/", ":" or the end' : "expected the end");
  return { text, segments, captures, verb };
}
