import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { Expectation } from './case.ts';
import { compareCalls } from './compare-calls.ts';
import { compareEvents } from './compare-events.ts';
import { compareRejections, rejectedField } from './compare-rejections.ts';
import { compareSecrets } from './compare-secrets.ts';
import { compareStatuses } from './compare-status.ts';
import type { ObservedEvent } from './observe.ts';
import type { Invocation } from './settle.ts';
import { EMPTY, inNamespace, secretWith as secret, viewWith } from './step-view.fixture.ts';

describe('Secrets', () => {
  test('a planted wrong byte is found, and named by its key', () => {
    const view = viewWith(
      { secrets: { app: secret({ a: 'b25l' }) } },
      { secrets: inNamespace(secret({ a: 'b25m' })) },
    );

    expect(compareSecrets(view)).toEqual([
      { step: 1, field: 'secrets.app.data.a', recorded: 'b25l', ours: 'b25m' },
    ]);
  });

  test('a Secret too many and one too few are found', () => {
    const tooMany = viewWith({ secrets: { app: null } }, { secrets: inNamespace(secret({})) });
    const tooFew = viewWith({ secrets: { app: secret({}) } }, {});

    expect(compareSecrets(tooMany)).toMatchObject([{ field: 'secrets.app', recorded: undefined }]);
    expect(compareSecrets(tooFew)).toMatchObject([{ field: 'secrets.app', ours: undefined }]);
  });
});

const RECORDED_FAILURE = {
  type: 'Ready',
  status: 'False',
  reason: 'SecretSyncedError',
  message: 'could not get secret data from provider',
};
const externalSecret = (ready: object): KubernetesObject => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name: 'app', namespace: 'ns' },
  spec: { data: [{ secretKey: 'a', remoteRef: { key: '/po/a' } }] },
  status: { conditions: [ready] },
});
const statusView = (ready: object, more: Expectation = {}) =>
  viewWith(
    { externalSecrets: { app: { status: { conditions: [RECORDED_FAILURE] } } }, ...more },
    { externalSecrets: inNamespace(externalSecret(ready)) },
  );

describe('conditions', () => {
  test('a failure begins with the recorded words and names the key', () => {
    const message = `${RECORDED_FAILURE.message}: /po/a: ParameterNotFound`;

    expect(compareStatuses(statusView({ ...RECORDED_FAILURE, message }))).toEqual([]);
  });

  test('a failure that names nothing is a difference, and so are other words', () => {
    expect(compareStatuses(statusView(RECORDED_FAILURE))).toHaveLength(1);
    expect(compareStatuses(statusView({ ...RECORDED_FAILURE, message: 'no /po/a' }))).toHaveLength(1);
  });

  test('Unknown or still True is allowed only where the recorded cause passes', () => {
    const passing = {
      awsCalls: [{ service: 'ssm', action: 'GetParameter', params: {}, error: 'ThrottlingException' }],
    };
    const lasting = { awsCalls: [{ ...passing.awsCalls[0], error: 'AccessDeniedException' }] } as Expectation;

    expect(compareStatuses(statusView({ ...RECORDED_FAILURE, status: 'Unknown' }, passing))).toEqual([]);
    expect(compareStatuses(statusView({ ...RECORDED_FAILURE, status: 'Unknown' }, lasting))).not.toEqual([]);
  });

  test('still True is allowed no longer than the bound', () => {
    const passing = {
      awsCalls: [{ service: 'ssm', action: 'GetParameter', params: {}, error: 'ThrottlingException' }],
    };
    const view = statusView({ type: 'Ready', status: 'True', reason: 'SecretSynced' }, passing);

    expect(compareStatuses({ ...view, tookMs: 3_600_000 })).toEqual([]);
    expect(compareStatuses({ ...view, tookMs: 3_600_001 })).not.toEqual([]);
  });
});

const event = (reason: string, revision = '1'): ObservedEvent => ({
  object: 'ExternalSecret/app',
  namespace: 'ns',
  type: 'Normal',
  reason,
  message: 'secret created',
  revision,
});

describe('Events', () => {
  test('object, type and reason count, once a step; those of earlier steps do not', () => {
    const events = [
      { object: 'ExternalSecret/app', type: 'Normal', reason: 'Created', message: 'other words' },
    ];
    const view = viewWith(
      { events },
      { events: [event('Created'), event('Updated', 'old')] },
      {
        before: { ...EMPTY, events: [event('Updated', 'old')] },
      },
    );

    expect(compareEvents(view)).toEqual([]);
    expect(compareEvents({ ...view, after: EMPTY })).toMatchObject([{ ours: undefined }]);
    expect(compareEvents({ ...view, expect: { events: [] } })).toMatchObject([{ recorded: undefined }]);
  });
});

describe('AWS calls', () => {
  const read = (names: readonly string[], decrypt = true) => ({
    service: 'ssm',
    action: 'GetParameters',
    params: { Names: names, WithDecryption: decrypt },
  });
  const run = (calls: Invocation['calls'], again = false): Invocation => ({
    calls,
    report: [],
    again,
    conflicts: 0,
  });
  const two = {
    awsCalls: ['/po/a', '/po/b'].map((Name) => ({
      service: 'ssm',
      action: 'GetParameter',
      params: { Name },
    })),
  };

  test('a batch counts as one read a name, and version checks and second observations as none', () => {
    const invocations = [
      run([read(['/po/a', '/po/b']), read(['/po/a', '/po/b'], false)]),
      run([read(['/po/a', '/po/b'])], true),
    ];

    expect(compareCalls(viewWith(two, {}, { invocations }))).toEqual([]);
  });

  test('a read more than recorded is a difference', () => {
    const invocations = [run([read(['/po/a', '/po/b'])]), run([read(['/po/a'])])];

    expect(compareCalls(viewWith(two, {}, { invocations }))).toMatchObject([
      { field: 'awsCalls.valueReads' },
    ]);
  });

  test('a write that the recording does not have is a difference', () => {
    const write = { service: 'ssm', action: 'PutParameter', params: { Name: '/po/a' } };

    expect(compareCalls(viewWith({}, {}, { invocations: [run([write])] }))).toMatchObject([
      { field: 'awsCalls.PutParameter', ours: 'called' },
    ]);
  });
});

describe('rejections', () => {
  test.each([
    ['X "app" is invalid: spec.target.name: Invalid value: ""', 'spec.target.name'],
    ['X "app" is invalid: [spec.provider: Required value, <nil>: Invalid value: null]', 'spec.provider'],
    [
      'failed to create typed patch object (ns/app; v1, Kind=X): .spec.colour: field not declared in schema',
      '.spec.colour',
    ],
  ])('the field of %s', (message, field) => {
    expect(rejectedField(message)).toBe(field);
  });

  test('the object and the field count, not the words', () => {
    const rejected = [
      { object: 'ExternalSecret/app', message: 'is invalid: spec.target.name: Required value' },
    ];
    const view = viewWith({ rejected }, {});
    const ours = { object: 'ExternalSecret/app', code: 422, message: 'spec.target.name: other words' };

    expect(compareRejections({ ...view, rejected: [ours] })).toEqual([]);
    expect(compareRejections({ ...view, rejected: [{ ...ours, message: 'spec.data' }] })).toHaveLength(1);
    expect(compareRejections(view)).toMatchObject([{ ours: undefined }]);
    expect(compareRejections({ ...view, expect: {}, rejected: [ours] })).toMatchObject([
      { recorded: undefined },
    ]);
  });
});
