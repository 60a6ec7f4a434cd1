import type { DescMethod, JsonObject } from "@bufbuild/protobuf";
import { nameOf, type RestRoute, type RestTable } from "../rest/routes.ts";
import { errorResponses, requestBody, responses } from "./bodies.ts";
import { commentOf } from "./comments.ts";
import { compact } from "./json.ts";
import { type OpenApiPath, openApiPath, partSchema, renamed } from "./path.ts";
import { queryParameters } from "./query-parameters.ts";
import { createSchemas, type Schemas } from "./schemas.ts";

/** What the routes do not say. */
export interface OpenApiOptions {
  readonly title: string;
  readonly version: string;
  /** Who may call; where it is not given the document says nothing of it. */
  readonly security?: Security | undefined;
}

/** The ways to say who one is, and what a method asks for. */
export interface Security {
  /** Security schemes of OpenAPI by name. Any one of them will do. */
  readonly schemes: Readonly<Record<string, JsonObject>>;
  /** The scopes that a caller needs; undefined where it needs no credentials. */
  scopesOf(rpc: DescMethod): readonly string[] | undefined;
}

/** The HTTP methods that OpenAPI 3.1 has a place for. */
const methods = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/**
 * Describes a table of routes in OpenAPI 3.1. The same table gives the same document. Routes with HTTP methods of their own are left out:
 * OpenAPI 3.1 cannot describe them.
 */
export function createOpenApi({ routes }: RestTable, options: OpenApiOptions): JsonObject {
  const schemas = createSchemas();
  const shapes = new Map<string, OpenApiPath>();
  const paths: Record<string, JsonObject> = {};
  const counts = new Map<DescMethod, number>();

  for (const route of routes) {
    if (!methods.has(route.httpMethod)) continue;
    const own = openApiPath(route);
    const path = renamed(own, shapes.get(own.shape) ?? own);
    shapes.set(own.shape, path);
    const item = paths[path.text] ?? {};
    paths[path.text] = item;
    const key = route.httpMethod.toLowerCase();
    // The first one of two serves, see readRestTable.
    if (key in item) continue;
    const count = (counts.get(route.rpc) ?? 0) + 1;
    counts.set(route.rpc, count);
    item[key] = operationOf(route, path, count, schemas, options.security);
  }

  const errors = errorResponses(schemas);
  const services = new Set(routes.map(({ rpc }) => rpc.parent));
  return {
    openapi: "3.1.1",
    info: { title: options.title, version: options.version },
    tags: [...services].map((service) => ({
      name: service.typeName,
      ...compact({ description: commentOf(service) }),
    })),
    paths,
    components: {
      schemas: schemas.components(),
      responses: errors,
      ...compact({ securitySchemes: options.security && { ...options.security.schemes } }),
    },
  };
}

function operationOf(
  route: RestRoute,
  path: OpenApiPath,
  count: number,
  schemas: Schemas,
  security: Security | undefined,
): JsonObject {
  const { rpc } = route;
  const parameters = [
    ...pathParameters(path, schemas),
    ...queryParameters(route, schemas),
    ...(rpc.methodKind === "server_streaming" ? [lastEventId] : []),
  ];
  return {
    operationId: count === 1 ? nameOf(rpc) : `${nameOf(rpc)}_${count}`,
    tags: [rpc.parent.typeName],
    ...compact({
      description: commentOf(rpc),
      deprecated: rpc.deprecated || undefined,
      parameters: parameters.length === 0 ? undefined : parameters,
      requestBody: requestBody(route, schemas),
    }),
    responses: responses(route, schemas),
    ...compact({ security: security && demands(security, rpc) }),
  };
}

function pathParameters({ parameters }: OpenApiPath, schemas: Schemas): JsonObject[] {
  return parameters.map(({ name, field, whole, description }) => {
    const { description: comment, ...schema } = whole && field !== undefined ? schemas.field(field) : partSchema;
    const text = [comment, description].filter(Boolean).join("\n\n");
    return { name, in: "path", required: true, ...compact({ description: text || undefined }), schema };
  });
}

const lastEventId: JsonObject = {
  name: "Last-Event-ID",
  in: "header",
  description: "The last event that was received, for a stream of events that goes on behind it.",
  schema: { type: "string" },
};

function demands({ schemes, scopesOf }: Security, rpc: DescMethod): JsonObject[] {
  const scopes = scopesOf(rpc);
  return scopes === undefined ? [] : Object.keys(schemes).map((name) => ({ [name]: [...scopes] }));
}
