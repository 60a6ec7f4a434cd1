import type { JsonObject } from "@bufbuild/protobuf";
import type { AuthPolicy } from "../guard/policy.ts";
import { accessOf } from "../guard/scopes.ts";
import type { Security } from "./document.ts";

/** What a document says of who may call, as the guard asks it; undefined where nobody is asked. */
export function securityOf(auth: AuthPolicy | undefined): Security | undefined {
  if (auth === undefined) return undefined;
  const schemes: Record<string, JsonObject> = {};
  if (auth.issuers.length > 0) schemes.token = { type: "http", scheme: "bearer", bearerFormat: "JWT" };
  if (auth.apiKeys !== undefined) schemes.apiKey = { type: "apiKey", in: "header", name: "x-api-key" };
  if (auth.clientCertificates) schemes.certificate = { type: "mutualTLS" };
  return {
    schemes,
    scopesOf(rpc) {
      const { public: isPublic = !auth.required, scopes } = accessOf(rpc);
      return isPublic && scopes.length === 0 ? undefined : scopes;
    },
  };
}
