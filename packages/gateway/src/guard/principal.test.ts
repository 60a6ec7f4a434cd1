import { expect, test } from "vitest";
import { createPrincipal, isWithheld } from "./principal.ts";

test("the upstream is told who calls", () => {
  expect(createPrincipal("alice", "https://id.example.com", ["read", "write", "read"]).fields).toEqual([
    ...["x-principal-id", "alice"],
    ...["x-principal-issuer", "https://id.example.com"],
    ...["x-principal-scopes", "read write"],
  ]);
});

test("whatever an id holds, the field is one line, and no two ids look the same", () => {
  const idOf = (id: string) => createPrincipal(id, "i", []).fields[1];
  expect(idOf("auth0|12,3;=@")).toBe("auth0|12,3;=@");
  expect(idOf("a b")).toBe("a%20b");
  expect(idOf("a%20b")).toBe("a%2520b");
  expect(idOf("a\r\nx-principal-id: root")).toBe("a%0D%0Ax-principal-id:%20root");
  expect(idOf("Zoë\u{1f600}")).toBe("Zo%C3%AB%F0%9F%98%80");
});

test.each(["x-principal-id", "X-Principal-Scopes", "x-principal-anything", "x_principal_id"])(
  "a client's %s is always withheld",
  (name) => {
    expect(isWithheld(name, false)).toBe(true);
    expect(isWithheld(name, true)).toBe(true);
  },
);

test.each(["authorization", "Authorization", "x-api-key"])("%s passes where the route says so only", (name) => {
  expect(isWithheld(name, false)).toBe(true);
  expect(isWithheld(name, true)).toBe(false);
});

test.each(["x-request-id", "x-principal", "accept-language", "x-api-key-id", "my-x-principal-id"])(
  "%s passes",
  (name) => {
    expect(isWithheld(name, false)).toBe(false);
  },
);
