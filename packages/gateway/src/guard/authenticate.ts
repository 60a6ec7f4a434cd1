import type { IncomingHttpHeaders } from "node:http";
import type { Log } from "../telemetry/log.ts";
import { apiKeyChallenge, readApiKeys } from "./api-keys.ts";
import { readCredentials } from "./credentials.ts";
import { createTokenVerifier } from "./jwt.ts";
import { createLru } from "./lru.ts";
import type { AuthPolicy } from "./policy.ts";
import { certificateIssuer, createPrincipal, type Principal } from "./principal.ts";
import { unauthenticated } from "./refusal.ts";

/** Tells who sends a request. */
export interface Authenticator {
  /**
   * Who sends a request; undefined where it shows nothing that is asked for here. A promise only where a token was not seen
   * before: `beforeWork` is called then, and may throw. Throws, or rejects with, UNAUTHENTICATED where what it shows is not valid.
   */
  identify(request: Identifiable, beforeWork: () => void): Principal | undefined | Promise<Principal>;
  /** The error for a caller that shows nothing. */
  missing(): Error;
  /** Reads files of keys again. */
  reload(): void;
  close(): void;
}

/** What a request shows. */
export interface Identifiable {
  readonly headers: IncomingHttpHeaders;
  /** The subject of the client's certificate, which was verified; see `certificateSubject`. */
  readonly certificateSubject?: string | undefined;
}

/** Subjects of certificates that are remembered. */
const maxCertificates = 1_000;

/** Makes an authenticator. Throws where a file of keys cannot be read. */
export function createAuthenticator(policy: AuthPolicy, log: Log): Authenticator {
  const tokens = policy.issuers.length > 0 ? createTokenVerifier(policy.issuers, log) : undefined;
  const apiKeys = policy.apiKeys === undefined ? undefined : readApiKeys(policy.apiKeys, log);
  const challenges = [...(tokens ? ["Bearer"] : []), ...(apiKeys ? [apiKeyChallenge] : [])];
  // RFC 9110 knows no challenge for certificates; a Bearer one is at least well-formed.
  const challenge = challenges.length === 0 ? "Bearer" : challenges.join(", ");

  const certified = createLru<Principal>(maxCertificates);
  const ofCertificate = (subject: string | undefined): Principal | undefined => {
    if (!policy.clientCertificates || subject === undefined) return undefined;
    const known = certified.get(subject) ?? createPrincipal(subject, certificateIssuer, []);
    certified.set(subject, known);
    return known;
  };

  return {
    identify({ headers, certificateSubject }, beforeWork) {
      const shown = readCredentials(headers);
      if (shown?.kind === "bearer" && tokens !== undefined) {
        const known = tokens.cached(shown.token);
        if (known !== undefined) return known;
        beforeWork();
        return tokens.verify(shown.token);
      }
      if (shown?.kind === "api-key" && apiKeys !== undefined) return apiKeys.find(shown.key);
      return ofCertificate(certificateSubject);
    },
    missing: () => unauthenticated("credentials are missing", challenge),
    reload() {
      tokens?.reload();
      apiKeys?.reload();
    },
    close() {
      tokens?.close();
      apiKeys?.close();
    },
  };
}
