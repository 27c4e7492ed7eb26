import { certificateFunctions } from './certificate.ts';
import type { FunctionFamily } from './function.ts';
import { keyFunctions } from './keys.ts';
import { passwordFunctions } from './password.ts';
import { pemFunctions } from './pem.ts';
import { pkcs12Functions } from './pkcs12.ts';
import { randomFunctions } from './random.ts';

/** Everything about keys, certificates, passwords and randomness, which few templates need. */
export const cryptoFunctions: FunctionFamily = {
  ...certificateFunctions,
  ...keyFunctions,
  ...passwordFunctions,
  ...pemFunctions,
  ...pkcs12Functions,
  ...randomFunctions,
};
