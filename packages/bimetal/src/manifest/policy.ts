/** What the gateway reads and this tool passes on. The schema says what may be in it; only the files are of interest here. */
export type PassedOn = Readonly<Record<string, unknown>>;

/** How callers say who they are. */
export interface Auth extends PassedOn {
  readonly issuers?: readonly (PassedOn & { readonly jwks: { readonly url: string } | { readonly file: string } })[];
  readonly apiKeys?: string;
}

/** TLS to a component. */
export interface UpstreamTls extends PassedOn {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Who may call the gateway. Paths in it are relative to the gateway's folder. */
export interface GatewayPolicy {
  readonly auth?: Auth;
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
  /** How clients may keep answers. */
  readonly cache?: PassedOn;
  readonly tls?: UpstreamTls;
}
