/** A feature of External Secrets Operator that sluice does not build (DESIGN 12). */
export interface NotBuilt {
  /** Reason of the condition and the report. */
  readonly reason: string;
  /** Which fields of an ExternalSecret ask for it. */
  readonly field: RegExp;
  /** Why, and what to do instead. */
  readonly instead: string;
}

export const NOT_BUILT: readonly NotBuilt[] = [
  {
    reason: 'SyncWindows',
    field: /^spec\.syncWindows/,
    instead: 'use refreshPolicy, or set the annotation sluice/pause: "true" around the window',
  },
  {
    reason: 'GenericTarget',
    field: /^spec\.target\.manifest/,
    instead:
      'sluice writes Secrets only; make the other object from the Secret, or keep External Secrets Operator',
  },
  {
    reason: 'Generator',
    field: /^spec\.(data|dataFrom)\[\d+\]\.sourceRef\.generatorRef/,
    instead:
      'served are ECRAuthorizationToken and STSSessionToken, in dataFrom; keep External Secrets Operator for others',
  },
];

/** Reason and message for a field that is not read: by the name of what is not built, else by its path alone. */
export function refuseField(path: string): { readonly reason: string; readonly message: string } {
  const known = NOT_BUILT.find(({ field }) => field.test(path));
  if (known === undefined) return { reason: 'UnsupportedField', message: `${path} is not supported` };
  return { reason: known.reason, message: `${path} is not supported: ${known.instead}` };
}
