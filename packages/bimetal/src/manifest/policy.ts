/** What the gateway reads and this tool passes on. The schema says what may be in it. */
export type PassedOn = Readonly<Record<string, unknown>>;

/** Who may call the gateway. Paths in it are relative to the gateway's folder. */
export interface GatewayPolicy {
  /** How callers say who they are. */
  readonly auth?: PassedOn;
  /** Whose pages may call. */
  readonly cors?: PassedOn;
  /** How many proxies stand in front of it. */
  readonly trustedProxies?: number;
}

/** What holds for the gateway's calls to one component. Paths in it are relative to the gateway's folder. */
export interface EdgePolicy {
  readonly limits?: PassedOn;
  /** Whether the component sees the credentials of the caller. */
  readonly passAuthorization?: boolean;
  /** TLS to the component. */
  readonly tls?: PassedOn;
}
