import { resolve } from "node:path";
import { parseDuration } from "../config/duration.ts";
import { originProblem } from "./origins.ts";
import { type AuthPolicy, algorithms, type KeySource, openRoute, type Policy, type RoutePolicy } from "./policy.ts";
import { apiKeyIssuer, certificateIssuer } from "./principal.ts";
import {
  checked,
  flag,
  list,
  object,
  oneOf,
  optional,
  type Parse,
  type Read,
  readDocument,
  required,
  text,
  textWithout,
  wholeNumber,
  withDefault,
} from "./reader.ts";

/**
 * Reads the policy from the content of a file of routes: `auth`, `cors` and `trustedProxies` of the whole, `limits`,
 * `passAuthorization` and `cache` of each route. Paths in it are relative to `folder`. Members that are not known are mistakes.
 */
export function readPolicy(content: unknown, folder: string): Read<Policy> {
  return readDocument(
    content,
    checked(document(folder), ({ auth, cors, trustedProxies, routes }) => ({
      auth,
      corsOrigins: cors?.allowedOrigins ?? [],
      trustedProxies,
      routes: new Map(routes.map((route) => [route.upstream, policyOf(route)])),
    })),
  );
}

/** Belongs to the table of routes, which looks at it itself. */
const elsewhere: Parse<unknown> = (value) => value;

const duration = (minMs: number): Parse<number> =>
  checked(text, (value, place) => {
    const ms = parseDuration(value);
    if (ms === undefined) return place.refuse("must be a duration such as 500ms, 10s or 2m");
    return ms < minMs ? place.refuse(`must be at least ${minMs}ms`) : ms;
  });

/** A duration that a field of HTTP tells. */
const seconds = (minMs: number): Parse<number> =>
  checked(duration(minMs), (ms, place) => (ms % 1_000 === 0 ? ms / 1_000 : place.refuse("must be whole seconds")));

const rateLimit = checked(
  object({
    requests: required(wholeNumber({ min: 1, max: 1_000_000_000 })),
    window: required(seconds(1_000)),
    by: withDefault(oneOf(["principal", "address"]), "principal"),
  }),
  ({ window, ...rest }) => ({ ...rest, windowSeconds: window }),
);

const fieldName = textWithout((name) =>
  /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) ? undefined : "must be the name of a field, in lower case",
);

const cache = checked(
  object({
    maxAge: withDefault(seconds(0), 0),
    shared: withDefault(flag, false),
    vary: withDefault(list(fieldName), []),
  }),
  ({ maxAge, ...rest }) => ({ ...rest, maxAgeSeconds: maxAge }),
);

const limits = checked(
  object({
    rateLimit: optional(rateLimit),
    maxRequestBytes: optional(wholeNumber({ min: 1, max: 2 ** 32 - 1 })),
    defaultTimeout: optional(duration(1)),
    maxTimeout: optional(duration(1)),
    maxConcurrentCalls: optional(wholeNumber({ min: 1, max: 1_000_000 })),
  }),
  ({ defaultTimeout, maxTimeout, ...rest }, place) => {
    if (defaultTimeout !== undefined && maxTimeout !== undefined && defaultTimeout > maxTimeout)
      place.child("defaultTimeout").refuse("is more than maxTimeout");
    return { ...rest, defaultTimeoutMs: defaultTimeout, maxTimeoutMs: maxTimeout };
  },
);

const route = object({
  upstream: required(text),
  packages: elsewhere,
  address: elsewhere,
  tls: elsewhere,
  passAuthorization: withDefault(flag, false),
  limits: optional(limits),
  cache: optional(cache),
});

function policyOf({ passAuthorization, limits: given, cache: kept }: ReturnType<typeof route>): RoutePolicy {
  return { ...openRoute, ...given, passAuthorization, cache: kept };
}

const file = (folder: string): Parse<string> => checked(text, (path) => resolve(folder, path));

const keySource = (folder: string): Parse<KeySource> =>
  checked(
    object({ url: optional(textWithout(keyUrlProblem)), file: optional(file(folder)) }),
    ({ url, file: path }, place) => {
      if (url !== undefined && path === undefined) return { url };
      if (path !== undefined && url === undefined) return { file: path };
      return place.refuse("must hold either url or file");
    },
  );

function keyUrlProblem(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "https:") return undefined;
  if (url?.protocol === "http:" && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)) return undefined;
  return "must be a URL with https: whoever can change the keys on their way can make tokens";
}

function issuerProblem(value: string): string | undefined {
  if (value !== apiKeyIssuer && value !== certificateIssuer) return undefined;
  return `must not be ${value}, which stands for other credentials`;
}

const issuer = (folder: string) =>
  checked(
    object({
      issuer: required(textWithout(issuerProblem)),
      audiences: required(list(text, { min: 1 })),
      algorithms: required(list(oneOf(algorithms), { min: 1 })),
      jwks: required(keySource(folder)),
      clockSkew: withDefault(duration(0), 30_000),
    }),
    ({ clockSkew, ...rest }) => ({ ...rest, clockSkewMs: clockSkew }),
  );

const auth = (folder: string): Parse<AuthPolicy> =>
  checked(
    object({
      required: withDefault(flag, true),
      issuers: withDefault(list(issuer(folder)), []),
      apiKeys: optional(file(folder)),
      clientCertificates: withDefault(flag, false),
      publicDocs: withDefault(flag, false),
    }),
    (given, place) => {
      for (const [index, { issuer: name }] of given.issuers.entries()) {
        if (given.issuers.findIndex((other) => other.issuer === name) < index)
          place.child("issuers").child(index).child("issuer").refuse(`${name} stands in the list twice`);
      }
      if (given.issuers.length === 0 && given.apiKeys === undefined && !given.clientCertificates)
        place.refuse("must hold issuers, apiKeys or clientCertificates, or nobody could be authenticated");
      return given;
    },
  );

const document = (folder: string) =>
  object({
    $generated: elsewhere,
    routes: withDefault(list(route), []),
    auth: optional(auth(folder)),
    cors: optional(object({ allowedOrigins: required(list(textWithout(originProblem))) })),
    trustedProxies: withDefault(wholeNumber({ min: 0, max: 32 }), 0),
  });
