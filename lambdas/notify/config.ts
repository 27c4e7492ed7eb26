/**
 * `sluice.json` of the notifier, as stack/config/function-config.ts writes it. Checked by hand: a schema library
 * would cost more of the bundle's 30 KB than the function itself.
 */
export interface NotifyConfig {
  readonly region: string;
  readonly cluster: string;
  /** The unguessable segment of the URL's path: `/<path>/v1/admission`. */
  readonly path: string;
  /** SHA-256 (hex) of the bearer token that the API server sends. @default no token is asked for */
  readonly tokenSha256?: string;
  /** `<group>/<kind>` -> halves that want to hear of it; anything else is answered and forgotten. */
  readonly kinds: Readonly<Record<string, readonly Half[]>>;
  /** `<group>/<plural>`, with `/status` where that counts, -> kind; for audit events, which name no kind. @default none */
  readonly resources?: Readonly<Record<string, string>>;
}

/** The two halves of the system; each has its queue. */
export type Half = 'secrets' | 'dns';

/** @throws TypeError that names the field */
export function parseNotifyConfig(document: unknown): NotifyConfig {
  const config = document as Partial<NotifyConfig> | null;
  for (const field of ['region', 'cluster', 'path'] as const) {
    const value = config?.[field];
    if (typeof value !== 'string' || value === '') {
      throw new TypeError(`sluice.json of notify: ${field} is missing; deploy again`);
    }
  }
  const kinds = config?.kinds;
  if (typeof kinds !== 'object' || kinds === null) {
    throw new TypeError('sluice.json of notify: kinds is missing; deploy again');
  }
  return config as NotifyConfig;
}
