/** From this minor version on the API server takes an AuthenticationConfiguration (reference: kubernetes 4.1). */
export const WEB_IDENTITY_MINOR = 30;

/** 33 of `1.33` or `v1.33.1`; NaN for anything else. */
export function minorOf(version: string): number {
  return Number(/^v?1\.([0-9]+)/.exec(version)?.[1] ?? Number.NaN);
}
