import { describe, expect, test } from "vitest";
import { read, refused } from "../../test/support/read-request.ts";

describe("a query sets", () => {
  test.each([
    ["tags=a&tags=b", { tags: ["a", "b"] }],
    ["color=COLOR_RED", { color: "COLOR_RED" }],
    ["color=2", { color: "COLOR_BLUE" }],
    ["color=77", { color: 77 }],
    ["colors=1&colors=COLOR_BLUE", { colors: ["COLOR_RED", "COLOR_BLUE"] }],
    ["flag=true", { flag: true }],
    ["ratio=-1.5e3", { ratio: -1500 }],
    ["ratio=NaN", { ratio: "NaN" }],
    ["payload=%2B%2F8%3D", { payload: "+/8=" }],
    ["payload=+/8=", { payload: "+/8=" }],
    ["payload=-_8", { payload: "+/8=" }],
    ["at=2026-01-02T03:04:05.5Z", { at: "2026-01-02T03:04:05.500Z" }],
    ["at=2026-01-02T03:04:05+01:00", { at: "2026-01-02T02:04:05Z" }],
    ["times=2026-01-02T03:04:05Z", { times: ["2026-01-02T03:04:05Z"] }],
    ["forHowLong=1.5s", { forHowLong: "1.500s" }],
    ["for_how_long=-3s", { forHowLong: "-3s" }],
    ["update_mask=part.id,tags", { updateMask: "part.id,tags" }],
    ["updateMask=forHowLong,any_value", { updateMask: "forHowLong,anyValue" }],
    ["limit=0", { limit: 0 }],
    ["extra=%7B%22a%22%3A%5B1%5D%7D", { extra: { a: [1] } }],
    ["any_value=%22x%22", { anyValue: "x" }],
    ["any_value=null", { anyValue: null }],
    ["counts[a]=1&counts[b.c%5D]=2", { counts: { a: 1, "b.c]": 2 } }],
    ["counts%5B__proto__%5D=1", { counts: JSON.parse('{"__proto__":1}') }],
    ["painted[7]=COLOR_RED", { painted: { 7: "COLOR_RED" } }],
    ["left=l", { left: "l" }],
    ["right.id=r&right.size=1", { right: { id: "r", size: 1 } }],
    ["maybe=0", { maybe: 0 }],
    ["part.sizes=1&part.inner.sizes=2&part.sizes=3", { part: { sizes: [1, 3], inner: { sizes: [2] } } }],
    ["part.id=a+b%20c", { part: { id: "a b c" } }],
    ["part.id", { part: {} }],
    ["&&flag=false&", {}],
    [
      "packed=%7B%22%40type%22%3A%22type.googleapis.com/thing.v1.Part%22%2C%22id%22%3A%22x%22%7D",
      { packed: { "@type": "type.googleapis.com/thing.v1.Part", id: "x" } },
    ],
  ])("%s", (query, expected) => {
    expect(read({ target: `/v1/x?${query}` })).toEqual({ name: "x", ...expected });
  });

  test.each([
    ["nmae=x", "nmae", 'is unknown: thing.v1.Request has no field "nmae"'],
    ["part.no=x", "part.no", 'is unknown: thing.v1.Part has no field "no"'],
    ["part=x", "part", "is a thing.v1.Part: name its fields one by one"],
    ["part..id=x", "part..id", 'is unknown: thing.v1.Part has no field ""'],
    ["tags.x=1", "tags.x", "goes into tags (repeated), which has no fields to name"],
    ["at.seconds=1", "at.seconds", "goes into at (google.protobuf.Timestamp), which has no fields to name"],
    ["name=y", "name", "is in the path already"],
    ["flag=true&flag=true", "flag", "is given twice"],
    ["forHowLong=1s&for_how_long=1s", "for_how_long", "is given twice"],
    ["counts[a]=1&counts[a]=2", "counts[a]", "is given twice"],
    ["counts=1", "counts", "needs a key: counts[key]=value"],
    ["counts[a=1", "counts[a", "needs a key"],
    ["flag[a]=true", "flag[a]", "takes no key"],
    ["parts=x", "parts", "cannot be given in the query: it is a list of messages"],
    ["by_name[x]=x", "by_name[x]", "cannot be given in the query: it is a map of messages"],
    ["nothing=", "nothing", "is a google.protobuf.Empty"],
    ["flag=yes", "flag", 'must be "true" or "false"'],
    ["flag", "flag", 'must be "true" or "false"'],
    ["revision=1.5", "revision", "must be an integer"],
    ["revision=0x10", "revision", "must be an integer"],
    ["revision=", "revision", "must be an integer"],
    ["revision=9223372036854775808", "revision", "is refused: "],
    ["maybe=-1", "maybe", "is refused: "],
    ["ratio=0x1", "ratio", "must be a number"],
    ["color=RED", "color", "must be one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_BLUE, or a number"],
    ["payload=*", "payload", "must be base64"],
    ["at=yesterday", "at", "is refused: "],
    ["for_how_long=1sec", "for_how_long", "must be a number of seconds"],
    ["extra={", "extra", "must be JSON"],
    ["extra=1", "extra", "is refused: "],
    ["painted[x]=1", "painted[x]", "is refused: "],
    ["left=l&right.id=r", "right.id", "cannot be given together with left: only one of choice may be set"],
    ["x=%FF", "", "the query has malformed percent-encoding"],
    [`${"part.".repeat(101)}id=1`, `${"part.".repeat(101)}id`, "leads too deep"],
  ])("nothing by %s", (query, field, reason) => {
    expect(refused({ target: `/v1/x?${query}` })).toEqual({ [field]: expect.stringContaining(reason) });
  });

  test("nothing that the body holds", () => {
    const http = { post: "/v1/{name}", body: "part" };
    expect(refused({ http, target: "/v1/x?part.id=1" })).toEqual({ "part.id": "is in the body" });
  });

  test("nothing when several are wrong, and each is named", () => {
    expect(refused({ target: "/v1/x?a=1&b=1" })).toEqual({
      a: expect.stringContaining("is unknown"),
      b: expect.stringContaining("is unknown"),
    });
    expect(Object.keys(refused({ target: "/v1/x?flag=1&revision=x" }))).toEqual(["flag", "revision"]);
  });
});
