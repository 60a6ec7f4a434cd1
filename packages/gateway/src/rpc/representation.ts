import type { DescMethod } from "@bufbuild/protobuf";
import { messageDesc } from "@bufbuild/protobuf/codegenv2";
import { fileFromJson } from "../descriptors.ts";
import type { HttpRequest } from "../http/handler.ts";

const opaque = messageDesc(
  fileFromJson({ name: "opaque.proto", package: "gateway.v1", syntax: "proto3", messageType: [{ name: "Opaque" }] }),
  0,
);

/**
 * The method as binary callers see it: the answer is a message without fields, so that everything in it is an unknown field and
 * passes byte by byte, without being decoded. The request is decoded even so (unknown fields survive), because it is here that a
 * malformed one is refused.
 */
export function withOpaqueOutput<M extends DescMethod>(method: M): M {
  return { ...method, output: opaque };
}

/** Whether a request speaks, and wants, JSON. */
export function isJson({ method, url, header }: HttpRequest): boolean {
  if (method === "GET") return new URL(url).searchParams.get("encoding") === "json";
  return /^application\/(?:[a-z-]+\+)?json\b/i.test(header.get("content-type") ?? "");
}
