import { readFileSync } from "node:fs";
import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Log } from "../telemetry/log.ts";
import { watchFiles } from "../watched-file.ts";
import type { KeySource } from "./policy.ts";

/** The public keys of an issuer, as they are now. */
export interface KeySet {
  /** Finds the key that a token names. Rejects with {@link KeysUnavailable} where no keys could be had. */
  readonly find: JWTVerifyGetKey;
  /** Reads a file of keys again at once; keys behind a URL are fetched when a token names one that is not known. */
  reload(): void;
  close(): void;
}

/** The keys could not be had, which is no fault of the token. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

/** How long fetched keys are believed. A key that its issuer withdraws is out of use as soon. */
export const keysMaxAgeMs = 10 * 60_000;
/** How long keys are used on while the issuer cannot be reached, so that its outage is not everybody's. */
const keysMaxStaleMs = 60 * 60_000;
/** A token with an unknown key makes the gateway fetch no more often than this. */
const cooldownMs = 30_000;
/** After a failure nobody waits for the issuer for so long. */
const failureCooldownMs = 5_000;
const fetchTimeoutMs = 5_000;

/** Makes a key set. Throws where a file of keys cannot be read. `onChange` is called when a file was read again. */
export function createKeySet(source: KeySource, log: Log, onChange: () => void): KeySet {
  return "file" in source ? fromFile(source.file, log, onChange) : fromUrl(source.url, log);
}

function fromFile(path: string, log: Log, onChange: () => void): KeySet {
  const keys = watchFiles([path], () => createLocalJWKSet(JSON.parse(readFileSync(path, "utf8"))), {
    onChange,
    onFailure: (error) => log.warn({ path, error }, "the issuer's keys cannot be read; those before stay in use"),
  });
  return { find: (header, token) => keys.value(header, token), reload: keys.reload, close: keys.close };
}

function fromUrl(url: string, log: Log): KeySet {
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failure: { error: KeysUnavailable; at: number } | undefined;

  const fetchKeys = async (target: string, options: RequestInit): Promise<Response> => {
    if (failure !== undefined && performance.now() - failure.at < failureCooldownMs) throw failure.error;
    try {
      const response = await fetch(target, options);
      if (response.status !== 200) throw new Error(`answered with ${response.status}`);
      const keys = (await response.json()) as JSONWebKeySet;
      createLocalJWKSet(keys);
      fetchedAt = performance.now();
      failure = undefined;
      return Response.json(keys);
    } catch (cause) {
      const error = new KeysUnavailable("the issuer's keys cannot be fetched", { cause });
      failure = { error, at: performance.now() };
      log.warn({ url, error: reasonOf(cause) }, "the issuer's keys cannot be fetched");
      throw error;
    }
  };
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: keysMaxAgeMs,
    [customFetch]: fetchKeys,
  });

  return {
    async find(header, token) {
      try {
        return await remote(header, token);
      } catch (error) {
        const known = error instanceof KeysUnavailable ? remote.jwks() : undefined;
        if (known === undefined || performance.now() - fetchedAt > keysMaxStaleMs) throw error;
        return createLocalJWKSet(known)(header, token);
      }
    },
    reload: () => undefined,
    close: () => undefined,
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
