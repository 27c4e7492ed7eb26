import { describe, expect, test } from 'vitest';
import type { Schema } from '../../../sandbox/kubernetes/schema/schema.ts';
import { validate } from '../../../sandbox/kubernetes/schema/validate.ts';

const find = (value: unknown, schema: Schema) =>
  validate(value, schema, { path: 'x' }).map(({ field, message }) => `${field}: ${message}`);

describe('schemas', () => {
  test.each<[string, unknown, Schema, string]>([
    ['a maximum', 6, { maximum: 5 }, 'x: Invalid value: 6: x in body should be less than or equal to 5'],
    [
      'an exclusive maximum',
      5,
      { maximum: 5, exclusiveMaximum: true },
      'x: Invalid value: 5: x in body should be less than 5',
    ],
    ['a minimum', 1, { minimum: 2 }, 'x: Invalid value: 1: x in body should be greater than or equal to 2'],
    [
      'an exclusive minimum',
      2,
      { minimum: 2, exclusiveMinimum: true },
      'x: Invalid value: 2: x in body should be greater than 2',
    ],
    ['a factor', 3, { multipleOf: 2 }, 'x: Invalid value: 3: x in body should be a multiple of 2'],
    ['a longest list', [1, 2], { maxItems: 1 }, 'x: Too many: 2: must have at most 1 item'],
    ['a shortest list', [], { minItems: 1 }, 'x: Invalid value: 0: x in body should have at least 1 items'],
    [
      'one of several',
      { a: 1, b: 1 },
      { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      'x: Invalid value: {"a":1,"b":1}: "x" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
    [
      'any of several',
      {},
      { anyOf: [{ required: ['a'] }] },
      'x: Invalid value: {}: "x" must validate at least one schema (anyOf)',
    ],
    ['all of several', {}, { allOf: [{ required: ['a'] }] }, 'x.a: Required value'],
    [
      'none of one',
      { a: 1 },
      { not: { required: ['a'] } },
      'x: Invalid value: {"a":1}: "x" must not validate the schema (not)',
    ],
    [
      'a time',
      'noon',
      { type: 'string', format: 'date-time' },
      'x: Invalid value: "noon": x in body must be of type date-time: "noon"',
    ],
    [
      'a number or text',
      true,
      { 'x-kubernetes-int-or-string': true },
      'x: Invalid value: "boolean": x in body must be of type integer,string: "boolean"',
    ],
    [
      'an integer',
      1.5,
      { type: 'integer' },
      'x: Invalid value: "number": x in body must be of type integer: "number"',
    ],
  ])('refuse what breaks %s', (_name, value, schema, finding) => {
    expect(find(value, schema)).toEqual([finding]);
  });

  test.each<[unknown, Schema]>([
    [null, { type: 'string', nullable: true }],
    [1, { type: 'number' }],
    ['5m', { 'x-kubernetes-int-or-string': true }],
    [5, { 'x-kubernetes-int-or-string': true }],
    [{ a: 1 }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }],
    ['2026-11-22T08:00:00Z', { type: 'string', format: 'date-time' }],
  ])('accept %j', (value, schema) => {
    expect(find(value, schema)).toEqual([]);
  });
});
