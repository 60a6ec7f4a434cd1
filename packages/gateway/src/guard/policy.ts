/** Who may call, and how much. Read from the file of routes: see `readPolicy`. */
export interface Policy {
  /** Undefined: nobody is asked who they are. */
  readonly auth: AuthPolicy | undefined;
  /** Entries of `createOriginMatcher`. Empty: pages of other origins may not call. */
  readonly corsOrigins: readonly string[];
  /** How many proxies in front of the gateway write `X-Forwarded-For`. 0: the field is not believed. */
  readonly trustedProxies: number;
  /** By upstream. */
  readonly routes: ReadonlyMap<string, RoutePolicy>;
}

/** How callers say who they are. */
export interface AuthPolicy {
  /** Whether methods that say nothing of access need an authenticated caller. */
  readonly required: boolean;
  readonly issuers: readonly IssuerPolicy[];
  /** The path of the file of API keys. */
  readonly apiKeys: string | undefined;
  /** Whether the subject of a client's certificate says who it is, where no other credentials do. */
  readonly clientCertificates: boolean;
  /** Whether `/docs` and `/openapi.json` are shown to everybody; else to whoever may call a method that says nothing of access. */
  readonly publicDocs: boolean;
}

/** Whose tokens are believed. */
export interface IssuerPolicy {
  /** The `iss` of its tokens, exactly. */
  readonly issuer: string;
  /** One of them must be in `aud`. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly Algorithm[];
  readonly jwks: KeySource;
  /** How far the clocks of issuer and gateway may be apart. */
  readonly clockSkewMs: number;
}

/** Where a JSON Web Key Set is (RFC 7517). */
export type KeySource = { readonly url: string } | { readonly file: string };

/** What holds for calls to one upstream. */
export interface RoutePolicy {
  /** Whether the upstream sees the credentials of the caller. */
  readonly passAuthorization: boolean;
  readonly rateLimit: RateLimitPolicy | undefined;
  readonly maxRequestBytes: number | undefined;
  readonly defaultTimeoutMs: number | undefined;
  readonly maxTimeoutMs: number | undefined;
  readonly maxConcurrentCalls: number | undefined;
  /** Whether and how clients may keep answers to GET; undefined: nothing is said of it. */
  readonly cache: CachePolicy | undefined;
}

/** How answers to GET may be kept, which methods without side effects alone have. */
export interface CachePolicy {
  /** 0: an answer is to be asked for again each time, and is not sent again where it is the same. */
  readonly maxAgeSeconds: number;
  /** Whether caches may keep them that several people share. */
  readonly shared: boolean;
  /** Fields of requests, in lower case, that answers depend on besides credentials. */
  readonly vary: readonly string[];
}

/** So many requests within a window, and no more on average. */
export interface RateLimitPolicy {
  readonly requests: number;
  readonly windowSeconds: number;
  /** Who has a limit of its own. With `principal`, callers that are nobody are told apart by address. */
  readonly by: "principal" | "address";
}

/**
 * Signatures that can be checked with a public key. HMAC is not among them: whoever can check it can forge it, and a public key
 * taken for its secret lets everybody in (RFC 8725, section 2.1).
 */
export const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
] as const;
export type Algorithm = (typeof algorithms)[number];

/** What holds for an upstream of which nothing is said. */
export const openRoute: RoutePolicy = {
  passAuthorization: false,
  rateLimit: undefined,
  maxRequestBytes: undefined,
  defaultTimeoutMs: undefined,
  maxTimeoutMs: undefined,
  maxConcurrentCalls: undefined,
  cache: undefined,
};

/** Nobody is asked who they are, and nothing is limited. */
export const openPolicy: Policy = { auth: undefined, corsOrigins: [], trustedProxies: 0, routes: new Map() };
