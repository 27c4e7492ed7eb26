/** Kinds of objects that names come from, as ExternalDNS calls them. */
export const DNS_SOURCES = [
  'ingress',
  'service',
  'crd',
  'gateway-httproute',
  'gateway-grpcroute',
  'gateway-tlsroute',
  'node',
] as const;
