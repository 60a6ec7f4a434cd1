import { hash } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from "jose";
import type { Log } from "../telemetry/log.ts";
import { createKeySet, KeysUnavailable, keysMaxAgeMs } from "./jwks.ts";
import { createLru } from "./lru.ts";
import type { IssuerPolicy } from "./policy.ts";
import { createPrincipal, type Principal } from "./principal.ts";
import { invalidToken, unauthenticated } from "./refusal.ts";

/** Tells who a bearer token stands for (RFC 7519, RFC 9068). */
export interface TokenVerifier {
  /** Who a token stands for that was verified before and still holds. Costs one hash. */
  cached(token: string): Principal | undefined;
  /** Verifies a token. Rejects with UNAUTHENTICATED; with UNAVAILABLE where the issuer's keys cannot be had. */
  verify(token: string): Promise<Principal>;
  /** Reads files of keys again. */
  reload(): void;
  close(): void;
}

/** Tokens that are remembered as verified. */
const maxTokens = 10_000;

interface Issuer {
  readonly find: JWTVerifyGetKey;
  readonly options: JWTVerifyOptions;
  readonly skewMs: number;
}

/** Makes a verifier for the tokens of some issuers. Throws where a file of keys cannot be read. */
export function createTokenVerifier(policies: readonly IssuerPolicy[], log: Log): TokenVerifier {
  // By hash and not by token: whoever gets to see the memory of the process finds nothing to call with.
  const verified = createLru<{ principal: Principal; untilMs: number }>(maxTokens);
  const running = new Map<string, Promise<Principal>>();
  const keySets = policies.map(({ jwks }) => createKeySet(jwks, log, verified.clear));
  const issuers = new Map<string | undefined, Issuer>();
  for (const [index, { issuer, audiences, algorithms, clockSkewMs }] of policies.entries()) {
    issuers.set(issuer, {
      find: (header, token) => (keySets[index] as (typeof keySets)[number]).find(header, token),
      options: {
        issuer,
        audience: [...audiences],
        algorithms: [...algorithms],
        clockTolerance: clockSkewMs / 1_000,
        requiredClaims: ["exp", "sub"],
      },
      skewMs: clockSkewMs,
    });
  }

  const verify = async (token: string, key: string): Promise<Principal> => {
    try {
      const issuer = issuers.get(decodeJwt(token).iss);
      if (issuer === undefined) throw invalid("unknown issuer");
      const claims = await verifyWith(token, issuer);
      const principal = principalOf(claims);
      // A key that was withdrawn must not live on in a token that was verified with it.
      const untilMs = Math.min((claims.exp ?? 0) * 1_000 + issuer.skewMs, Date.now() + keysMaxAgeMs);
      verified.set(key, { principal, untilMs });
      return principal;
    } catch (error) {
      throw refusalOf(error);
    }
  };

  return {
    cached(token) {
      const key = keyOf(token);
      const found = verified.get(key);
      if (found === undefined || found.untilMs > Date.now()) return found?.principal;
      verified.delete(key);
      return undefined;
    },
    verify(token) {
      const key = keyOf(token);
      let result = running.get(key);
      if (result === undefined) {
        // A client that begins with many calls at once has its token verified once.
        result = verify(token, key).finally(() => running.delete(key));
        running.set(key, result);
      }
      return result;
    },
    reload() {
      for (const keys of keySets) keys.reload();
    },
    close() {
      for (const keys of keySets) keys.close();
    },
  };
}

const keyOf = (token: string) => hash("sha256", token, "base64");

async function verifyWith(token: string, { find, options }: Issuer): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // The token does not say which of the keys it was signed with, as in the days of a rotation.
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (other) {
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) throw other;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** The scopes are in `scope` (RFC 9068, section 2.2.3) or in `scp`, as some issuers write it. */
function principalOf({ iss = "", sub, scope, scp }: JWTPayload): Principal {
  if (typeof sub !== "string" || sub === "") throw invalid();
  const claimed = [scope, scp].flatMap((claim) => (typeof claim === "string" ? claim.split(" ") : claim));
  const scopes = claimed.filter((one) => typeof one === "string" && one !== "") as string[];
  return createPrincipal(sub, iss, scopes);
}

/** What the caller hears: a word that helps whoever holds the token, and nothing of how it was looked at. */
function refusalOf(error: unknown): unknown {
  if (error instanceof ConnectError) return error;
  if (error instanceof KeysUnavailable) {
    return new ConnectError("the token cannot be verified at the moment; try again later", Code.Unavailable);
  }
  if (error instanceof errors.JWTExpired) return invalid("expired");
  if (error instanceof errors.JWTClaimValidationFailed && error.reason === "check_failed") {
    return invalid({ nbf: "not yet valid", aud: "wrong audience" }[error.claim]);
  }
  const isSignature =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed;
  return error instanceof errors.JOSEError ? invalid(isSignature ? "bad signature" : undefined) : error;
}

function invalid(reason?: string): ConnectError {
  return unauthenticated(`the token is not valid${reason === undefined ? "" : `: ${reason}`}`, invalidToken);
}
