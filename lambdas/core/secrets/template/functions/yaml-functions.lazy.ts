import { map, slice } from '../make.ts';
import { formatFloat } from '../number/format-float.ts';
import { FunctionError } from '../template-error.ts';
import type { Value } from '../values.ts';
import { type Plain, toPlain } from '../yaml/to-json.ts';
import { writeYaml } from '../yaml/write.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';

/** ESO's YAML functions, over sigs.k8s.io/yaml: they go by way of JSON, so every number read is a float64. */
export const yamlFunctions: FunctionFamily = {
  toYaml: ['a', toYaml],
  fromYaml: ['s', fromYaml],
};

function toYaml(args: Args): string {
  try {
    return writeYaml(args.budget, args.any(0));
  } catch (error) {
    if (error instanceof FunctionError) return '';
    throw error;
  }
}

/** The object of a document; what is wrong with it stands under `Error`. */
function fromYaml(args: Args): Value {
  args.budget.spendBytes(args.string(0).length);
  try {
    const node = args.environment.libraries.yaml?.parse(args.string(0));
    const plain = node === undefined ? null : toPlain(args.budget, node);
    if (plain === null) return map([]);
    if (!isMap(plain)) {
      const problem = `json: cannot unmarshal ${jsonKind(plain)} into Go value of type map[string]interface {}`;
      throw new FunctionError(`error unmarshaling JSON: while decoding JSON: ${problem}`);
    }
    return toValue(plain);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return map([['Error', error.message]]);
  }
}

function jsonKind(value: Plain): string {
  if (typeof value === 'object') return 'array';
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'number';
}

function toValue(plain: Plain): Value {
  if (typeof plain === 'bigint') return Number(plain);
  if (typeof plain === 'number' && !Number.isFinite(plain)) {
    const shown = formatFloat(plain, 'g', 'shortest');
    throw new FunctionError(`error converting YAML to JSON: json: unsupported value: ${shown}`);
  }
  if (plain === null || typeof plain !== 'object') return plain;
  if (isMap(plain)) return map([...plain].map(([key, value]) => [key, toValue(value)] as const));
  return slice(plain.map(toValue));
}

function isMap(plain: Plain): plain is ReadonlyMap<string, Plain> {
  return plain instanceof Map;
}
