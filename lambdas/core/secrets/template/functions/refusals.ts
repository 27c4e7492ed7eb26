import { TemplateError } from '../template-error.ts';

/** Functions whose output is random or depends on the clock. Others depend on it only for some arguments. */
const UNDETERMINED: ReadonlySet<string> = new Set([
  'ago',
  'bcrypt',
  'encryptAES',
  'genCA',
  'genCAWithKey',
  'genPrivateKey',
  'genSelfSignedCert',
  'genSelfSignedCertWithKey',
  'genSignedCert',
  'genSignedCertWithKey',
  'now',
  'randAlpha',
  'randAlphaNum',
  'randAscii',
  'randBytes',
  'randInt',
  'randNumeric',
  'shuffle',
  'uuidv4',
]);

/** Functions of Sprig that ESO has removed, and why a template may not have them. */
export const REMOVED_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['env', 'a template may not read the environment'],
  ['expandenv', 'a template may not read the environment'],
  ['getHostByName', 'a template may not ask the network'],
]);

/** Refuses templates that name such a function; throws a TemplateError that names it. */
export function refuseUndetermined(functions: ReadonlySet<string>): void {
  for (const name of functions) if (UNDETERMINED.has(name)) throw undetermined(name);
}

/** The refusal of one function. */
export function undetermined(name: string): TemplateError {
  return new TemplateError(
    'refused',
    `function "${name}" gives another result at every sync: set spec.refreshPolicy to CreatedOnce or take the value from the store`,
  );
}
