/** How a function reaches and authenticates to its cluster (DESIGN 6). No mode stores a secret unless it says so. */
export interface ClusterConnection {
  /** Name of the cluster in the configuration; part of the token's audience and of our DNS markers. */
  readonly name: string;
  /** `https://host:port`, with the path of a proxy before it. Default, with mode `eks` only: what EKS says of the cluster. */
  readonly endpoint?: string;
  /**
   * PEM bundle; several certificates during a rotation. Never empty: there is no insecure mode. Default as for
   * `endpoint`, with which it is given or left out.
   */
  readonly ca?: string;
  readonly auth: ClusterAuth;
}

export type ClusterAuth =
  /** `sts:GetWebIdentityToken`, ES384, 900 s, this audience (self-managed clusters). */
  | { readonly mode: 'web-identity'; readonly audience: string }
  /** Presigned GetCallerIdentity with the cluster's name (EKS). */
  | { readonly mode: 'eks'; readonly clusterName: string }
  /** A bearer token in a SecureString parameter. */
  | { readonly mode: 'token'; readonly parameter: string }
  /** A kubeconfig document (JSON) in a SecureString parameter. */
  | { readonly mode: 'kubeconfig'; readonly parameter: string };
