import { toText } from '../byte-string.ts';
import { Budget } from '../limits.ts';
import { FunctionError, TemplateError } from '../template-error.ts';
import { type Plain, scalarText, toPlain } from './to-json.ts';

const PREFIX = "could not unmarshal template to 'map[string][]byte'";

/**
 * A YAML document as sigs.k8s.io/yaml reads it into a map[string]string: numbers and booleans become texts by Go's
 * rules, null is empty, lists and objects are refused. Keys and values are byte strings. Rejects with a TemplateError.
 */
export async function readTextMap(
  document: string,
  budget: Budget = new Budget(),
): Promise<ReadonlyMap<string, string>> {
  const { yamlLibrary } = await import('../functions/yaml.lazy.ts');
  try {
    const node = yamlLibrary.parse(document);
    const plain = node === undefined ? null : toPlain(budget, node);
    if (plain === null) return new Map();
    if (!isMap(plain)) throw mismatch(plain, 'map[string]string');
    return new Map([...plain].map(([key, value]) => [key, textIn(value)]));
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    throw new TemplateError('exec', toText(`${PREFIX}: ${error.message}`));
  }
}

function textIn(value: Plain): string {
  if (value !== null && typeof value === 'object') throw mismatch(value, 'string');
  return scalarText(value);
}

function mismatch(value: Plain, type: string): FunctionError {
  const kind = isMap(value) ? 'object' : typeof value === 'object' ? 'array' : jsonKind(value);
  return new FunctionError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type ${type}`,
  );
}

function jsonKind(value: Plain): string {
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'number';
}

function isMap(plain: Plain): plain is ReadonlyMap<string, Plain> {
  return plain instanceof Map;
}
