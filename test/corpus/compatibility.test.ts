import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDivergences } from './divergence-list.ts';
import { esoRules } from './drivers/eso/rules.ts';
import { dnsRules } from './drivers/externaldns/rules.ts';
import { vectorRules } from './drivers/vectors/rules.ts';
import { findStrayRemarks, formatFieldList, readFieldList } from './field-list.ts';
import { FOLDERS } from './figures.ts';
import { REFUSALS } from './refusals.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8');
const prose = document.replaceAll(/\s+/gv, ' ');

test.each([...REFUSALS])('the refusal reason %s has its row', (reason) => {
  expect(document).toMatch(new RegExp(`^\\| ${reason} \\|`, 'mv'));
});

test('every rule quotes a sentence of the page', () => {
  const sentences = [...esoRules, ...dnsRules, ...vectorRules].map(({ because }) => because);

  expect(sentences.filter((sentence) => !prose.includes(sentence))).toEqual([]);
});

test('every listed divergence quotes a sentence of the page', () => {
  const sentences = FOLDERS.flatMap((kind) => readDivergences(kind)).map(({ because }) => because);

  expect(sentences.filter((sentence) => !prose.includes(sentence))).toEqual([]);
});

test("the list of ESO's fields is what the definitions and the code say", () => {
  expect(readFieldList()).toBe(formatFieldList());
  expect(findStrayRemarks()).toEqual([]);
});
