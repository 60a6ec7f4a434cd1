import type { IncomingHttpHeaders } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/**
 * The address of the client behind so many trusted proxies. Each of them adds the address that it was called from to
 * `X-Forwarded-For`, so the client's stands that far from the right; what is left of it the client may have made up.
 */
export function clientAddress(headers: IncomingHttpHeaders, remoteAddress: string, trustedProxies: number): string {
  if (trustedProxies === 0) return remoteAddress;
  const hops = String(headers["x-forwarded-for"] ?? "").split(",");
  const claimed = withoutPort((hops.at(-trustedProxies) ?? hops[0] ?? "").trim());
  return isIPv4(claimed) || isIPv6(claimed) ? claimed : remoteAddress;
}

/**
 * Under which name the limits of an address are kept. Whoever has one IPv6 address has at least a /64 of them (RFC 6177), so
 * they count as one.
 */
export function addressKey(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = "", tail] = address.split("%", 1)[0]?.toLowerCase().split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  // An IPv4 address at the end takes the place of two groups.
  const length = front.length + back.length + (address.includes(".") ? 1 : 0);
  const groups = tail === undefined ? front : [...front, ...Array(Math.max(0, 8 - length)).fill("0"), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

function withoutPort(address: string): string {
  const match = /^\[([^\]]*)\](?::\d+)?$|^([^:]*):\d+$/.exec(address);
  return match?.[1] ?? match?.[2] ?? address;
}
