/** A TCP address, its host being a name or an IP address without brackets. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Parses `host:port`; an IPv6 host stands in brackets. Returns undefined where it is not one. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]*)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  return port > 65_535 ? undefined : { host: match[1] ?? match[2] ?? "", port };
}

/** The inverse of {@link parseAddress}. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What is wrong with a comma-separated list of `host:port`; undefined where nothing is. */
export function addressesProblem(list: string): string | undefined {
  const isAddress = (part: string) => (parseAddress(part.trim())?.host ?? "") !== "";
  return list.split(",").every(isAddress) ? undefined : "must be a list of host:port";
}
