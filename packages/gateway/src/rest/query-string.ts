import { badRequest } from "./violations.ts";

/** A parameter of a query, decoded. */
export interface Parameter {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a query as forms write it: a plus sign is a space. Throws INVALID_ARGUMENT where the percent-encoding is broken, which
 * URLSearchParams would let pass.
 */
export function parseQuery(query: string): Parameter[] {
  return query.split("&").flatMap((pair) => {
    if (pair === "") return [];
    const equals = pair.indexOf("=");
    const [name, text] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    try {
      return [{ name: decode(name), text: decode(text) }];
    } catch {
      throw badRequest({ field: "", description: "the query has malformed percent-encoding" });
    }
  });
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
