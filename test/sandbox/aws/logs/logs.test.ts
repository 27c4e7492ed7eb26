import { expect, it } from 'vitest';
import { createLogs } from '../../../../sandbox/aws/logs/logs.ts';
import { LogGroups } from '../../../../sandbox/runtime/log-groups.ts';

function createModel() {
  const groups = new LogGroups();
  groups.create('/aws/lambda/f');
  const texts = ['START', '{"message":"report","n":1}', '{"message":"other"}', '{"message":"report","n":2}'];
  for (const [index, text] of texts.entries())
    groups.write({ at: index * 1000, group: '/aws/lambda/f', text });
  const logs = createLogs(groups, { now: () => 0 });
  const filter = (params: object) =>
    logs.call('FilterLogEvents', { logGroupName: '/aws/lambda/f', ...params });
  return { filter, texts, messages: (params: object) => filter(params).events.map(({ message }) => message) };
}

it('gives the events of a time, both ends included, that match the pattern', () => {
  const { messages, texts } = createModel();

  expect(messages({})).toEqual(texts);
  expect(messages({ startTime: 1000, endTime: 2000 })).toEqual(texts.slice(1, 3));
  expect(messages({ filterPattern: '{ $.message = "report" }' })).toEqual([texts[1], texts[3]]);
  expect(messages({ filterPattern: '"other"' })).toEqual([texts[2]]);
});

it('gives them in pages', () => {
  const { filter } = createModel();
  const first = filter({ limit: 3 });
  const second = filter({ limit: 3, nextToken: first.nextToken });

  expect([first.events.length, second.events.length]).toEqual([3, 1]);
  expect(second.nextToken).toBeUndefined();
});

it.each([
  [{ logGroupName: 'none' }, 'ResourceNotFoundException'],
  [{ limit: 0 }, 'InvalidParameterException'],
  [{ filterPattern: '[ip, user]' }, 'NotImplemented'],
])('refuses %j', (params, code) => {
  const { filter } = createModel();
  expect(() => filter(params)).toThrow(expect.objectContaining({ code }) as Error);
});
