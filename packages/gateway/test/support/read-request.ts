import { type DescMessage, fromBinary, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { withErrorDetails } from "../../src/rest/error-details.ts";
import { createMatcher } from "../../src/rest/match.ts";
import { createRequestReader } from "../../src/rest/request.ts";
import { readRestTable } from "../../src/rest/routes.ts";
import { statusJson } from "../../src/rest/status.ts";
import { type DescribedMethod, describeFile } from "./described.ts";

const described = (method: Partial<DescribedMethod>) =>
  describeFile({
    enums: { Color: ["COLOR_UNSPECIFIED", "COLOR_RED", "COLOR_BLUE"] },
    messages: {
      Request: [
        "string name = 1",
        "int64 revision = 2",
        "Part part = 3",
        "repeated string tags = 4",
        "Color color = 5",
        "repeated Color colors = 6",
        "bool flag = 7",
        "double ratio = 8",
        "bytes payload = 9",
        "google.protobuf.Timestamp at = 10",
        "google.protobuf.Duration for_how_long = 11",
        "google.protobuf.FieldMask update_mask = 12",
        "google.protobuf.Int32Value limit = 13",
        "google.protobuf.Struct extra = 14",
        "google.protobuf.Value any_value = 15",
        "map<string, int32> counts = 16",
        "map<int32, Color> painted = 17",
        "oneof choice: string left = 18",
        "oneof choice: Part right = 19",
        "optional uint32 maybe = 20",
        "repeated Part parts = 21",
        "map<string, Part> by_name = 22",
        "repeated google.protobuf.Timestamp times = 23",
        "google.api.HttpBody file = 24",
        "google.protobuf.Empty nothing = 25",
        "google.protobuf.Any packed = 26",
      ],
      Part: ["string id = 1", "Part inner = 2", "int32 size = 3", "repeated int32 sizes = 4"],
    },
    methods: { Do: { input: "Request", output: "Request", ...method } },
  });

/** What is asked of one route. */
export interface Ask {
  /** The annotation; defaults to a GET of /v1/{name}. */
  readonly http?: JsonValue;
  readonly input?: string;
  /** The target of the request. */
  readonly target?: string;
  readonly body?: string | Uint8Array;
  readonly contentType?: string;
}

/** The JSON of the request message, after it went over the wire. */
export function read({
  http = { get: "/v1/{name}" },
  input,
  target = "/v1/x",
  body = "",
  contentType = "",
}: Ask): JsonValue {
  const registry = described({ http, ...(input === undefined ? {} : { input }) });
  const table = readRestTable([...registry].filter((desc) => desc.kind === "service"));
  if (table.problems.length > 0) throw new Error(table.problems.join());
  const [path = "", query = ""] = target.split("?");
  const match = createMatcher(table.routes).match(table.routes[0]?.httpMethod ?? "", path);
  if (match.kind !== "found") throw new Error(match.kind);
  const reader = createRequestReader(match.route, { values: match.values, query, contentType }, registry);
  const message = reader(typeof body === "string" ? new TextEncoder().encode(body) : body);
  const desc: DescMessage = match.route.rpc.input;
  return toJson(desc, fromBinary(desc, toBinary(desc, message)), { registry });
}

/** What the caller is told is wrong, by field. */
export function refused(ask: Ask): Record<string, string> {
  try {
    read(ask);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const details = error.details.map((detail) => detail as { type: string; value: Uint8Array });
    const status = statusJson({ ...error, message: error.rawMessage, details }, withErrorDetails(described({})));
    const [detail] = status.details as unknown as [{ fieldViolations: { field?: string; description: string }[] }];
    return Object.fromEntries(detail.fieldViolations.map(({ field = "", description }) => [field, description]));
  }
  throw new Error("was not refused");
}
