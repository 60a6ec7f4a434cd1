import type { EdgePolicy, GatewayPolicy } from "../manifest/policy.ts";
import { shop, type WrittenManifest } from "./workspace.ts";

/** A gateway's policy that says all that can be said. */
export const gatewayPolicy = {
  auth: {
    required: false,
    issuers: [
      {
        issuer: "https://id.example.com",
        audiences: ["shop"],
        algorithms: ["RS256", "EdDSA"],
        jwks: { url: "https://id.example.com/keys" },
        clockSkew: "5s",
      },
      { issuer: "internal", audiences: ["shop"], algorithms: ["ES256"], jwks: { file: "keys.json" } },
    ],
    apiKeys: "/run/secrets/api-keys.json",
    clientCertificates: true,
    publicDocs: true,
  },
  cors: { allowedOrigins: ["https://example.com", "https://*.example.com:8443", "http://[::1]:3000"] },
  trustedProxies: 2,
} satisfies GatewayPolicy;

/** The same of an edge. */
export const edgePolicy = {
  limits: {
    rateLimit: { requests: 100, window: "1m", by: "address" },
    maxRequestBytes: 65536,
    defaultTimeout: "1.5s",
    maxTimeout: "1m30s",
    maxConcurrentCalls: 8,
  },
  passAuthorization: true,
  cache: { maxAge: "30s", shared: true, vary: ["x-tenant"] },
  tls: {
    caFile: "tls/ca.pem",
    certFile: "tls/gateway.pem",
    keyFile: "tls/gateway.key.pem",
    serverName: "orders.example.com",
  },
} satisfies EdgePolicy;

/** The manifest of a shop whose gateway, and whose edge from it, have these policies. */
export function guardedShop(gateway: unknown = gatewayPolicy, edge: unknown = edgePolicy): WrittenManifest {
  const manifest = shop();
  const components = manifest.components.map((one) => (one.kind === "gateway" ? { ...one, policy: gateway } : one));
  const edges = manifest.edges.map((one) => (one.from === "edge" ? { ...one, policy: edge } : one));
  return { ...manifest, components, edges } as WrittenManifest;
}
