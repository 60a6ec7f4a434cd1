/** The forms that a stream of answers has: a message a line, Server-Sent Events, or one JSON array. */
export type StreamForm = "ndjson" | "sse" | "array";

/** The media type of each form, in the order of preference. */
export const streamTypes: Readonly<Record<StreamForm, string>> = {
  ndjson: "application/x-ndjson",
  sse: "text/event-stream",
  array: "application/json",
};

/** The form that `Accept` asks for, the first of equals; undefined where it takes none: 406. */
export function chooseStream(accept: string | undefined): StreamForm | undefined {
  const forms = Object.keys(streamTypes) as StreamForm[];
  const qualities = forms.map((form) => qualityOf(accept, streamTypes[form]));
  const best = Math.max(...qualities);
  return best > 0 ? forms[qualities.indexOf(best)] : undefined;
}

/** Whether `Accept` takes JSON; where not: 406. */
export function acceptsJson(accept: string | undefined): boolean {
  return qualityOf(accept, "application/json") > 0;
}

/**
 * How much a media type is wanted, from 0 (refused) to 1, by the range that describes it best (RFC 9110, section 12.5.1). Parameters
 * of ranges other than `q` are not looked at: the types here have none. A field that is not there takes everything.
 */
export function qualityOf(accept: string | undefined, mediaType: string): number {
  if (accept === undefined || accept.trim() === "") return 1;
  const type = mediaType.slice(0, mediaType.indexOf("/"));
  const precision = (range: string) => ["*/*", `${type}/*`, mediaType].indexOf(range);
  let best = -1;
  let quality = 0;
  for (const item of accept.toLowerCase().split(",")) {
    const [range = "", ...parameters] = item.split(";").map((part) => part.trim());
    if (precision(range) <= best) continue;
    best = precision(range);
    const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
    quality = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0;
  }
  return quality;
}

/**
 * Whether a body's media type is JSON in UTF-8: `application/json` or one that ends in `+json`. A body without a type is taken for JSON.
 */
export function isJsonType(contentType: string): boolean {
  const [type = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  if (type === "") return true;
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (charset !== undefined && !/^"?utf-?8"?$/.test(charset)) return false;
  return /^application\/(?:[\w.-]+\+)?json$/.test(type);
}

/** Whether a body is a stream of JSON, a message a line. */
export function isNdjsonType(contentType: string): boolean {
  return /^\s*application\/x-ndjson\s*(?:;|$)/i.test(contentType);
}
