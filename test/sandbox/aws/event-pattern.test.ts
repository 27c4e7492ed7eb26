import { describe, expect, it } from 'vitest';
import { createEvents } from '../../../sandbox/aws/events/events.ts';
import { matchesPattern } from '../../../sandbox/aws/events/pattern.ts';
import { publishEvent } from '../../../sandbox/aws/events/publish.ts';

const EVENT = {
  source: 'aws.ssm',
  'detail-type': 'Parameter Store Change',
  detail: {
    name: '/eco2/dev/db',
    operation: 'Update',
    type: 'SecureString',
    count: 5,
    ip: '10.1.2.3',
    tags: ['a', 'b'],
    nothing: null,
    flag: true,
  },
};

const matches = (name: unknown) => matchesPattern({ detail: { name: [name] } }, EVENT);
const detail = (field: string, leaf: unknown) => matchesPattern({ detail: { [field]: [leaf] } }, EVENT);

describe('an event pattern', () => {
  const rows: readonly (readonly [string, unknown, boolean])[] = [
    ['exact', '/eco2/dev/db', true],
    ['exact, another case', '/ECO2/dev/db', false],
    ['prefix', { prefix: '/eco2/' }, true],
    ['prefix that is no prefix', { prefix: '/eco3/' }, false],
    ['prefix ignoring case', { prefix: { 'equals-ignore-case': '/ECO2/' } }, true],
    ['suffix', { suffix: '/db' }, true],
    ['suffix that is none', { suffix: '/dbx' }, false],
    ['suffix ignoring case', { suffix: { 'equals-ignore-case': '/DB' } }, true],
    ['equals-ignore-case', { 'equals-ignore-case': '/ECO2/DEV/DB' }, true],
    ['wildcard', { wildcard: '/eco2/*/db' }, true],
    ['wildcard that does not reach the end', { wildcard: '/eco2/*/d' }, false],
    ['wildcard with a question mark, which is literal', { wildcard: '/eco2/de?/db' }, false],
    ['anything-but another', { 'anything-but': ['/eco2/prod/db'] }, true],
    ['anything-but itself', { 'anything-but': '/eco2/dev/db' }, false],
    ['anything-but a prefix', { 'anything-but': { prefix: '/eco2/' } }, false],
    ['anything-but prefixes', { 'anything-but': { prefix: ['/a', '/b'] } }, true],
    ['anything-but a suffix', { 'anything-but': { suffix: '/db' } }, false],
    ['anything-but a wildcard', { 'anything-but': { wildcard: '*/dev/*' } }, false],
    ['anything-but ignoring case', { 'anything-but': { 'equals-ignore-case': '/ECO2/DEV/DB' } }, false],
    ['exists', { exists: true }, true],
    ['does not exist', { exists: false }, false],
  ];

  it.each(rows)('%s', (_what, leaf, expected) => {
    expect(matches(leaf)).toBe(expected);
  });

  it('compares numbers in ranges', () => {
    expect(detail('count', { numeric: ['>', 0, '<=', 5] })).toBe(true);
    expect(detail('count', { numeric: ['>', 5] })).toBe(false);
    expect(detail('count', { numeric: ['=', 5] })).toBe(true);
    expect(detail('name', { numeric: ['>', 0] })).toBe(false);
  });

  it('knows address blocks', () => {
    expect(detail('ip', { cidr: '10.0.0.0/8' })).toBe(true);
    expect(detail('ip', { cidr: '10.2.0.0/16' })).toBe(false);
    expect(detail('ip', { cidr: '2001:db8::/32' })).toBe(false);
  });

  it('matches an array when one element matches, and literals by type', () => {
    expect(detail('tags', 'b')).toBe(true);
    expect(detail('tags', 'c')).toBe(false);
    expect(detail('nothing', null)).toBe(true);
    expect(detail('flag', true)).toBe(true);
    expect(detail('flag', 'true')).toBe(false);
  });

  it('needs every field and any alternative of a field', () => {
    const pattern = {
      source: ['aws.ec2', 'aws.ssm'],
      detail: { operation: ['Create', 'Update'], name: [{ prefix: '/eco2/' }] },
    };

    expect(matchesPattern(pattern, EVENT)).toBe(true);
    expect(matchesPattern({ ...pattern, account: ['1'] }, EVENT)).toBe(false);
  });

  it('takes $or as alternatives beside the other fields', () => {
    const either = { $or: [{ source: ['aws.ec2'] }, { detail: { operation: ['Update'] } }] };

    expect(matchesPattern(either, EVENT)).toBe(true);
    expect(matchesPattern({ ...either, source: ['aws.s3'] }, EVENT)).toBe(false);
    expect(matchesPattern({ $or: [{ source: ['aws.ec2'] }] }, EVENT)).toBe(false);
  });

  it('finds a field absent below something that is no object', () => {
    expect(matchesPattern({ detail: { missing: { deeper: [{ exists: false }] } } }, EVENT)).toBe(true);
    expect(matchesPattern({ detail: { missing: { deeper: ['x'] } } }, EVENT)).toBe(false);
  });

  it('with an operator it does not know is an error, not a mismatch', () => {
    expect(() => matches({ regex: '.*' })).toThrow('does not know the event pattern operator "regex"');
  });
});

describe('the bus', () => {
  it('hands an event to the targets of enabled rules that match', () => {
    const events = createEvents({ now: () => Date.UTC(2026, 10, 22, 8, 0, 0, 999) });
    const delivered: string[] = [];
    events.state.deliver = (target, event) => delivered.push(`${target.Id} ${event.time}`);
    for (const [Name, prefix] of [
      ['mine', '/eco2/'],
      ['other', '/other/'],
      ['off', '/eco2/'],
    ] as const) {
      events.call('PutRule', { Name, EventPattern: JSON.stringify({ detail: { name: [{ prefix }] } }) });
      events.call('PutTargets', { Rule: Name, Targets: [{ Id: Name, Arn: 'arn:aws:sqs:::q' }] });
    }
    events.call('DisableRule', { Name: 'off' });

    publishEvent(events.state, {
      source: 'aws.ssm',
      detailType: 'Parameter Store Change',
      resources: [],
      detail: EVENT.detail,
    });

    expect(delivered).toEqual(['mine 2026-11-22T08:00:00Z']);
  });

  it('does not let callers speak for AWS, and reports entry by entry', () => {
    const events = createEvents({ now: () => 0 });
    const seen: string[] = [];
    events.state.published = (event) => seen.push(event.source);
    const entry = { DetailType: 't', Detail: '{}' };

    const result = events.call('PutEvents', {
      Entries: [
        { ...entry, Source: 'aws.ssm' },
        { ...entry, Source: 'my.app' },
        { ...entry, Source: 'my.app', Detail: 'no JSON' },
      ],
    });

    expect(seen).toEqual(['my.app']);
    expect(result.FailedEntryCount).toBe(2);
    expect(result.Entries.map((one) => one['ErrorCode'])).toEqual([
      'NotAuthorizedForSourceException',
      undefined,
      'MalformedDetail',
    ]);
  });

  it('shows rules and targets, and switches rules off and on', () => {
    const events = createEvents({ now: () => 0 });
    events.call('PutRule', { Name: 'mine', EventPattern: '{"source":["aws.ssm"]}' });
    events.call('PutTargets', { Rule: 'mine', Targets: [{ Id: 'a', Arn: 'arn:aws:sqs:::q' }] });
    events.call('PutRule', { Name: 'tick', ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' });
    events.call('DisableRule', { Name: 'mine' });
    events.call('EnableRule', { Name: 'tick' });

    expect(events.call('ListRules', {}).Rules.map((rule) => [rule['Name'], rule['State']])).toEqual([
      ['mine', 'DISABLED'],
      ['tick', 'ENABLED'],
    ]);
    expect(events.call('ListRules', { NamePrefix: 't' }).Rules).toHaveLength(1);
    expect(events.call('DescribeRule', { Name: 'mine' })['EventPattern']).toBe('{"source":["aws.ssm"]}');
    expect(events.call('ListTargetsByRule', { Rule: 'mine' }).Targets).toEqual([
      { Id: 'a', Arn: 'arn:aws:sqs:::q' },
    ]);
    expect(() => events.call('DescribeRule', { Name: 'none' })).toThrow('does not exist');
    expect(() => events.call('PutRule', { Name: 'neither' })).toThrow('must be specified');
    expect(() => events.call('PutRule', { Name: 'bad', EventPattern: '{' })).toThrow('Invalid JSON');
    const Event = JSON.stringify(EVENT);
    expect(events.call('TestEventPattern', { EventPattern: '{"source":["aws.ssm"]}', Event }).Result).toBe(
      true,
    );
  });

  it('refuses a pattern longer than 2,048 characters', () => {
    const events = createEvents({ now: () => 0 });
    const EventPattern = JSON.stringify({ source: ['x'.repeat(2048)] });

    expect(() => events.call('PutRule', { Name: 'long', EventPattern })).toThrow('longer than 2048');
  });
});
