import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { access } from "@workspace/proto/gateway/v1/access_pb";
import type { Principal } from "./principal.ts";

/** Who may call a method. */
export interface Access {
  /** Whether callers need no credentials; undefined where the method says nothing. */
  readonly public: boolean | undefined;
  /** All of them are needed. */
  readonly scopes: readonly string[];
}

/** A word of RFC 6749, section 3.3. */
const scope = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Reads the option `gateway.v1.access` of a method. Throws, with a reason for the operator, where it contradicts itself. */
export function accessOf(method: DescMethod): Access {
  if (!hasOption(method, access)) return { public: undefined, scopes: [] };
  const rule = getOption(method, access);
  const name = `${method.parent.typeName}.${method.name}`;
  if (rule.public && rule.scopes.length > 0)
    throw new Error(`${name} is public and demands scopes; it can be one only`);
  const malformed = rule.scopes.find((one) => !scope.test(one));
  if (malformed !== undefined)
    throw new Error(`${name} demands the scope ${JSON.stringify(malformed)}, which is no word`);
  return { public: rule.public, scopes: rule.scopes };
}

/** Throws PERMISSION_DENIED, naming what is missing, unless the principal holds all scopes. */
export function demandScopes({ scopes: held }: Principal, scopes: readonly string[]): void {
  for (const one of scopes) {
    if (held.has(one)) continue;
    // RFC 6750, section 3.1. The whole list, so that a client does not have to find it out piece by piece.
    const challenge = `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"`;
    throw new ConnectError(`the scope ${one} is missing`, Code.PermissionDenied, { "www-authenticate": challenge });
  }
}
