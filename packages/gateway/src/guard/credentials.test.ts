import { expect, test } from "vitest";
import { readCredentials } from "./credentials.ts";

test("tokens and keys are read, the scheme in any case", () => {
  expect(readCredentials({ authorization: "Bearer a.b.c" })).toEqual({ kind: "bearer", token: "a.b.c" });
  expect(readCredentials({ authorization: "bearer  a.b.c " })).toEqual({ kind: "bearer", token: "a.b.c" });
  expect(readCredentials({ authorization: "ApiKey k" })).toEqual({ kind: "api-key", key: "k" });
  expect(readCredentials({ "x-api-key": "k" })).toEqual({ kind: "api-key", key: "k" });
});

test("Authorization wins over a key beside it", () => {
  expect(readCredentials({ authorization: "Bearer t", "x-api-key": "k" })).toEqual({ kind: "bearer", token: "t" });
});

test("what says nothing that is known is nothing", () => {
  for (const authorization of ["Basic dTpw", "Bearer", "Bearer a b", "", "a.b.c"])
    expect(readCredentials({ authorization })).toBeUndefined();
  expect(readCredentials({})).toBeUndefined();
});
