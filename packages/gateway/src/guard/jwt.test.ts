import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  exportJWK,
  exportSPKI,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createLog } from "../telemetry/log.ts";
import { createTokenVerifier } from "./jwt.ts";
import type { IssuerPolicy, KeySource } from "./policy.ts";

const iss = "https://id.example.com";
const now = 1_900_000_000;
const log = createLog("gateway", "error", { write: () => undefined });
let folder: string;
let one: GenerateKeyPairResult;
let two: GenerateKeyPairResult;
const cleanups: (() => void)[] = [];

beforeAll(async () => {
  [one, two] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
  folder = mkdtempSync(join(tmpdir(), "jwks-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.useRealTimers();
  for (const clean of cleanups.splice(0)) clean();
});

const keySet = async (...pairs: [kid: string | undefined, pair: GenerateKeyPairResult][]) => ({
  keys: await Promise.all(pairs.map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid }))),
});
let files = 0;
const keyFile = async (...pairs: Parameters<typeof keySet>) => {
  const file = join(folder, `${files++}.json`);
  writeFileSync(file, JSON.stringify(await keySet(...pairs)));
  return file;
};
const verifierOf = (jwks: KeySource, change: Partial<IssuerPolicy> = {}) => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: now * 1_000 });
  const policy: IssuerPolicy = {
    issuer: iss,
    audiences: ["vault"],
    algorithms: ["ES256"],
    jwks,
    clockSkewMs: 30_000,
    ...change,
  };
  const verifier = createTokenVerifier([policy], log);
  cleanups.push(verifier.close);
  return verifier;
};
const claims = { iss, aud: "vault", sub: "alice", exp: now + 60 };
const sign = (
  payload: JWTPayload = {},
  { privateKey } = one,
  header: { alg?: string; kid?: string } = { kid: "one" },
) => new SignJWT({ ...claims, ...payload }).setProtectedHeader({ alg: "ES256", ...header }).sign(privateKey);
const refusal = async (verified: Promise<unknown>): Promise<ConnectError> => {
  const error = await verified.then(
    () => expect.unreachable("the token was let in"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return error as ConnectError;
};

test("a token that is right says who calls, and with which scopes", async () => {
  const { verify } = verifierOf({ file: await keyFile(["one", one]) });
  expect(await verify(await sign({ scope: "read  write" }))).toMatchObject({
    id: "alice",
    issuer: iss,
    scopes: new Set(["read", "write"]),
  });
  expect((await verify(await sign({ scp: ["read", 1, ""] }))).scopes).toEqual(new Set(["read"]));
  expect((await verify(await sign({ aud: ["other", "vault"] }))).scopes.size).toBe(0);
});

test.each([
  ["is over", { exp: now - 31 }, "expired"],
  ["has not begun", { nbf: now + 31 }, "not yet valid"],
  ["is for somebody else", { aud: "shop" }, "wrong audience"],
  ["is of another issuer", { iss: "https://evil.example" }, "unknown issuer"],
  ["is of no issuer", { iss: undefined }, "unknown issuer"],
  ["never ends", { exp: undefined }, undefined],
  ["is for nobody", { aud: undefined }, undefined],
  ["stands for nobody", { sub: undefined }, undefined],
  ["stands for nothing", { sub: "" }, undefined],
])("a token that %s is refused", async (_, payload, reason) => {
  const { verify } = verifierOf({ file: await keyFile(["one", one]) });
  const { code, rawMessage, metadata } = await refusal(verify(await sign(payload as JWTPayload)));
  expect([code, rawMessage]).toEqual([
    Code.Unauthenticated,
    reason === undefined ? "the token is not valid" : `the token is not valid: ${reason}`,
  ]);
  expect(metadata.get("www-authenticate")).toBe('Bearer error="invalid_token"');
});

test("clocks may be apart by the skew, and by no more", async () => {
  const { verify } = verifierOf({ file: await keyFile(["one", one]) });
  await verify(await sign({ exp: now - 29, nbf: now + 29 }));
  const strict = verifierOf({ file: await keyFile(["one", one]) }, { clockSkewMs: 0 });
  expect((await refusal(strict.verify(await sign({ exp: now - 1 })))).rawMessage).toContain("expired");
});

test("a signature by another key is refused, whatever key it names", async () => {
  const { verify } = verifierOf({ file: await keyFile(["one", one]) });
  for (const token of [await sign({}, two), await sign({}, two, { kid: "two" }), `${(await sign()).slice(0, -4)}AAAA`])
    expect((await refusal(verify(token))).rawMessage).toBe("the token is not valid: bad signature");
});

test("a token without a signature, or one made with the public key as a secret, is refused", async () => {
  const { verify } = verifierOf({ file: await keyFile(["one", one]) });
  const unsigned = new UnsecuredJWT(claims).encode();
  const [, payload] = unsigned.split(".");
  const header = Buffer.from('{"alg":"none","kid":"one"}').toString("base64url");
  const secret = new TextEncoder().encode(await exportSPKI(one.publicKey));
  const confused = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "one" }).sign(secret);
  for (const token of [unsigned, `${header}.${payload}.`, confused])
    expect((await refusal(verify(token))).rawMessage).toMatch(/^the token is not valid(?:: bad signature)?$/);
});

test("an algorithm that is not in the list is refused, though the key would fit", async () => {
  const { verify } = verifierOf({ file: await keyFile(["one", one]) }, { algorithms: ["RS256"] });
  expect((await refusal(verify(await sign()))).rawMessage).toBe("the token is not valid: bad signature");
});

test.each(["", "a", "a.b.c", "é.é.é", "..", "{}.{}.{}"])("%j is no token", async (token) => {
  const { verify } = verifierOf({ file: await keyFile(["one", one]) });
  expect((await refusal(verify(token))).rawMessage).toBe("the token is not valid");
});

test("each issuer vouches for its own tokens only", async () => {
  const base = { audiences: ["vault"], algorithms: ["ES256"], clockSkewMs: 0 } as const;
  verifierOf({ file: await keyFile(["one", one]) });
  const verifier = createTokenVerifier(
    [
      { ...base, issuer: iss, jwks: { file: await keyFile(["one", one]) } },
      { ...base, issuer: "https://other.example", jwks: { file: await keyFile(["two", two]) } },
    ],
    log,
  );
  cleanups.push(verifier.close);
  const other = { iss: "https://other.example" };
  expect((await verifier.verify(await sign(other, two, { kid: "two" }))).issuer).toBe("https://other.example");
  expect((await refusal(verifier.verify(await sign(other)))).rawMessage).toContain("bad signature");
});

test("a token is verified once, and known until it ends", async () => {
  const verifier = verifierOf({ file: await keyFile(["one", one]) });
  const token = await sign({ exp: now + 60 });
  expect(verifier.cached(token)).toBeUndefined();
  const principal = await verifier.verify(token);
  expect(verifier.cached(token)).toBe(principal);
  expect(verifier.cached(`${token}x`)).toBeUndefined();
  vi.setSystemTime((now + 89) * 1_000);
  expect(verifier.cached(token)).toBe(principal);
  vi.setSystemTime((now + 90) * 1_000);
  expect(verifier.cached(token)).toBeUndefined();
});

test("a token that is refused is not remembered", async () => {
  const verifier = verifierOf({ file: await keyFile(["one", one]) });
  const token = await sign({}, two);
  await refusal(verifier.verify(token));
  expect(verifier.cached(token)).toBeUndefined();
});

test("keys are rotated with the file: new ones are taken, and tokens of old ones end", async () => {
  const file = await keyFile(["one", one]);
  const verifier = verifierOf({ file });
  const [old, young] = [await sign(), await sign({}, two, { kid: "two" })];
  await verifier.verify(old);
  await refusal(verifier.verify(young));
  writeFileSync(file, JSON.stringify(await keySet(["two", two])));
  verifier.reload();
  expect(verifier.cached(old)).toBeUndefined();
  await refusal(verifier.verify(old));
  await verifier.verify(young);
});

test("a token that names no key is tried with each that fits", async () => {
  const verifier = verifierOf({ file: await keyFile([undefined, one], [undefined, two]) });
  for (const pair of [one, two]) await verifier.verify(await sign({}, pair, {}));
  const three = await generateKeyPair("ES256");
  expect((await refusal(verifier.verify(await sign({}, three, {})))).rawMessage).toContain("bad signature");
});

/** An issuer that answers with keys, and counts how often it was asked. */
async function startIssuer(answer: RequestListener) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/keys`,
    get asked() {
      return asked;
    },
  };
}

test("keys behind a URL are fetched once for many tokens, and again for a key that is not known, not too often", async () => {
  let keys = await keySet(["one", one]);
  const issuer = await startIssuer((_, response) => response.end(JSON.stringify(keys)));
  const verifier = verifierOf({ url: issuer.url });
  await Promise.all(["a", "b", "c"].map(async (sub) => verifier.verify(await sign({ sub }))));
  expect(issuer.asked).toBe(1);

  keys = await keySet(["two", two]);
  const young = await sign({}, two, { kid: "two" });
  expect((await refusal(verifier.verify(young))).rawMessage).toContain("bad signature");
  expect(issuer.asked).toBe(1);
  vi.setSystemTime((now + 31) * 1_000);
  await verifier.verify(young);
  expect(issuer.asked).toBe(2);
});

test("keys that were withdrawn end within ten minutes, for tokens that were verified as well", async () => {
  let keys = await keySet(["one", one]);
  const issuer = await startIssuer((_, response) => response.end(JSON.stringify(keys)));
  const verifier = verifierOf({ url: issuer.url });
  const token = await sign({ exp: now + 86_400 });
  await verifier.verify(token);
  keys = await keySet(["two", two]);
  vi.setSystemTime((now + 599) * 1_000);
  expect(verifier.cached(token)?.id).toBe("alice");
  vi.setSystemTime((now + 601) * 1_000);
  expect(verifier.cached(token)).toBeUndefined();
  expect((await refusal(verifier.verify(token))).rawMessage).toContain("bad signature");
});

test.each([
  ["is broken", 500, "{}"],
  ["answers nonsense", 200, "<html>"],
  ["answers with no keys", 200, "{}"],
  ["sends elsewhere", 302, ""],
])("an issuer that %s is no fault of the token, and is not asked again at once", async (_, status, body) => {
  const issuer = await startIssuer((__, response) => response.writeHead(status, { location: "/other" }).end(body));
  const verifier = verifierOf({ url: issuer.url });
  const error = await refusal(verifier.verify(await sign()));
  expect([error.code, error.rawMessage]).toEqual([
    Code.Unavailable,
    "the token cannot be verified at the moment; try again later",
  ]);
  await refusal(verifier.verify(await sign({ sub: "bob" })));
  expect(issuer.asked).toBe(1);
  vi.advanceTimersByTime(5_000);
  await refusal(verifier.verify(await sign({ sub: "carol" })));
  expect(issuer.asked).toBe(2);
});

test("while an issuer is down its last keys are used on, for an hour", async () => {
  const keys = await keySet(["one", one]);
  let up = true;
  const issuer = await startIssuer((_, response) => response.writeHead(up ? 200 : 503).end(JSON.stringify(keys)));
  const verifier = verifierOf({ url: issuer.url });
  await verifier.verify(await sign());
  up = false;
  const later = (seconds: number) => sign({ sub: `at ${seconds}`, exp: now + 86_400 });
  vi.advanceTimersByTime(3_599_000);
  expect((await verifier.verify(await later(3_599))).id).toBe("at 3599");
  vi.advanceTimersByTime(2_000);
  expect((await refusal(verifier.verify(await later(3_601)))).code).toBe(Code.Unavailable);
});
