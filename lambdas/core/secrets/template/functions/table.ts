import { builtinFunctions } from './builtin.ts';
import { certificateFunctions } from './certificate.ts';
import { choiceFunctions } from './choice.ts';
import { dateFunctions } from './date.ts';
import { dictFunctions } from './dict.ts';
import { encodingFunctions } from './encoding.ts';
import type { FunctionFamily } from './function.ts';
import { jsonFunctions } from './json.ts';
import { keyFunctions } from './keys.ts';
import { listFunctions } from './list.ts';
import { mathFunctions } from './math.ts';
import { passwordFunctions } from './password.ts';
import { pathFunctions } from './path.ts';
import { pemFunctions } from './pem.ts';
import { pkcs12Functions } from './pkcs12.ts';
import { randomFunctions } from './random.ts';
import { regexpFunctions } from './regexp.ts';
import { semverFunctions } from './semver.ts';
import { textCaseFunctions } from './text-case.ts';
import { textCutFunctions } from './text-cut.ts';
import { textLayoutFunctions } from './text-layout.ts';
import { urlFunctions } from './url.ts';
import { yamlFunctions } from './yaml.ts';

/** Every function by name. Where two families have one name, the later wins: Sprig's `slice`. */
export const templateFunctions: FunctionFamily = {
  ...builtinFunctions,
  ...certificateFunctions,
  ...choiceFunctions,
  ...dictFunctions,
  ...encodingFunctions,
  ...jsonFunctions,
  ...listFunctions,
  ...mathFunctions,
  ...passwordFunctions,
  ...pathFunctions,
  ...regexpFunctions,
  ...yamlFunctions,
  ...dateFunctions,
  ...semverFunctions,
  ...urlFunctions,
  ...keyFunctions,
  ...pemFunctions,
  ...pkcs12Functions,
  ...randomFunctions,
  ...textCaseFunctions,
  ...textCutFunctions,
  ...textLayoutFunctions,
};
