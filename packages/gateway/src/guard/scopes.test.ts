import { Code, type ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { methodOf, type Rule, vaultService } from "../../test/support/access.ts";
import { createPrincipal } from "./principal.ts";
import { accessOf, demandScopes } from "./scopes.ts";

const read = (rule: Rule) => accessOf(methodOf(vaultService({ Open: rule }), "Open"));

test("the option of a method is read from its descriptor", () => {
  expect(read({})).toEqual({ public: undefined, scopes: [] });
  expect(read({ access: {} })).toEqual({ public: false, scopes: [] });
  expect(read({ access: { public: true } })).toEqual({ public: true, scopes: [] });
  expect(read({ access: { scopes: ["vault.open", "vault:read"] } })).toEqual({
    public: false,
    scopes: ["vault.open", "vault:read"],
  });
});

test("an option that contradicts itself is refused, with the method's name", () => {
  expect(() => read({ access: { public: true, scopes: ["a"] } })).toThrow(
    "vault.v1.ThingService.Open is public and demands scopes",
  );
  for (const scope of ["", "a b", 'a"b', "a\\b", "ä", "a\n"]) {
    expect(() => read({ access: { scopes: [scope] } })).toThrow("which is no word");
  }
});

test("who holds all scopes may call, and more do no harm", () => {
  demandScopes(createPrincipal("p", "i", ["a", "b", "c"]), ["a", "b"]);
  demandScopes(createPrincipal("p", "i", []), []);
});

test("the scope that is missing is named", () => {
  try {
    demandScopes(createPrincipal("p", "i", ["a"]), ["a", "b"]);
    expect.unreachable();
  } catch (error) {
    const { code, rawMessage, metadata } = error as ConnectError;
    expect([code, rawMessage]).toEqual([Code.PermissionDenied, "the scope b is missing"]);
    expect(metadata.get("www-authenticate")).toBe('Bearer error="insufficient_scope", scope="a b"');
  }
});
