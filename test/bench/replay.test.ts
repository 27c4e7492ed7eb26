import { expect, it } from 'vitest';
import type { RecordedCall } from '../../bench/function/outgoing-calls.ts';
import { groupCalls } from '../../bench/function/replay.ts';

const call = (method: 'GET' | 'PUT', path: string): RecordedCall => ({
  to: 'kubernetes',
  method,
  path,
  headers: {},
});

it('a replay sends the first lists at once and everything after one by one, as the function does', () => {
  const lists = [call('GET', '/apis/a?limit=500'), call('GET', '/apis/b?limit=500')];
  const rest: RecordedCall[] = [
    call('GET', '/api/v1/namespaces/x/secrets/y'),
    { to: 'aws', method: 'POST', path: '/', headers: {} },
    call('PUT', '/api/v1/namespaces/x/secrets/y'),
  ];

  expect(groupCalls([...lists, ...rest])).toEqual([lists, ...rest.map((one) => [one])]);
});

it('a replay of calls that begin with no list, or hold nothing else, is whole', () => {
  const put = call('PUT', '/api/v1/namespaces/x/secrets/y');
  const list = call('GET', '/apis/a?limit=500');

  expect(groupCalls([put])).toEqual([[put]]);
  expect(groupCalls([list, list])).toEqual([[list, list]]);
});
