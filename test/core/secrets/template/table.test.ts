import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtinFunctions } from '../../../../lambdas/core/secrets/template/functions/builtin.ts';
import { functionNames, loadFunctions } from '../../../../lambdas/core/secrets/template/functions/table.ts';

/** ESO's functions with their parameters in the letters of functions/signature.ts, one a line. */
const recorded = readFileSync(join(import.meta.dirname, 'signatures.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(' '));

describe('the functions of a template', () => {
  test("are exactly ESO's 227 and text/template's own", () => {
    const wanted = new Set([...recorded.map(([name = '']) => name), ...Object.keys(builtinFunctions)]);

    expect(recorded).toHaveLength(227);
    expect(functionNames()).toEqual([...wanted].sort());
  });

  test('take the parameters that are recorded', async () => {
    const functions = await loadFunctions(new Set(functionNames()));

    for (const [name = '', letters = ''] of recorded) {
      expect([name, functions[name]?.[0]]).toEqual([name, letters]);
    }
  });

  test('of a family are not loaded for a template that names none of them', async () => {
    const functions = await loadFunctions(new Set(['upper']));

    expect(functions['upper']).toBeDefined();
    expect(functions['pkcs12key']).toBeUndefined();
    expect(functions['toDate']).toBeUndefined();
  });
});
