import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import { judgeCase } from '../../divergence.ts';
import type { Expectation } from './case.ts';
import type { CaseRun } from './case-run.ts';
import { compareSecrets } from './compare-secrets.ts';
import { compareStatuses } from './compare-status.ts';
import type { Observed } from './observe.ts';
import { esoRules } from './rules.ts';
import { inNamespace, recorded, secretWith, viewWith } from './step-view.fixture.ts';
import type { StepView } from './step-view.ts';

/** A case of these steps, each beside its recording; the setup is empty. */
function runOf(
  ...steps: readonly (readonly [Expectation, Partial<Observed>, Partial<StepView>?])[]
): CaseRun {
  const views = steps.map(([expectation, after, more], index) =>
    viewWith(expectation, after, { ...more, step: index + 1 }),
  );
  const differences = views.flatMap((view) => [...compareSecrets(view), ...compareStatuses(view)]);
  return { id: 'ns', recorded, views: [viewWith({}, {}, { step: 0 }), ...views], differences, wording: [] };
}
const verdict = (run: CaseRun) => judgeCase(run, run.differences, { listed: [], rules: esoRules });

const externalSecret = (spec: object, ready?: object): KubernetesObject => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name: 'app', namespace: 'ns' },
  spec: { refreshInterval: '1h', ...spec },
  status: { conditions: ready === undefined ? [] : [{ type: 'Ready', ...ready }] },
});
const world = (data: Record<string, string>, object = externalSecret({})): Partial<Observed> => ({
  secrets: inNamespace(secretWith(data)),
  externalSecrets: inNamespace(object),
});
const says = (data: Record<string, string>): Expectation => ({ secrets: { app: secretWith(data) } });

describe('what is done earlier than the recorded program does it', () => {
  test('a value that the recording takes over a step later', () => {
    const run = runOf(
      [says({ a: 'old' }), world({ a: 'old' })],
      [says({ a: 'old' }), world({ a: 'new' })],
      [says({ a: 'new' }), world({ a: 'new' })],
    );

    expect(verdict(run)).toMatchObject({ outcome: 'diverged', reason: 'EarlierThanRefresh' });
  });

  test('never a value that the recording has and we have not', () => {
    const run = runOf(
      [says({ a: 'old' }), world({ a: 'old' })],
      [says({ a: 'new' }), world({ a: 'old' })],
      [says({ a: 'old' }), world({ a: 'old' })],
    );

    expect(verdict(run).outcome).toBe('failed');
  });

  test('never a value that the recording has at no time', () => {
    const run = runOf(
      [says({ a: 'old' }), world({ a: 'old' })],
      [says({ a: 'old' }), world({ a: 'odd' })],
      [says({ a: 'new' }), world({ a: 'new' })],
    );

    expect(verdict(run).outcome).toBe('failed');
  });

  test('a Secret edited by hand is what it was before, but only under a policy that refreshes', () => {
    const edit = { actions: { patch: [{ apiVersion: 'v1', kind: 'Secret', name: 'app', patch: {} }] } };
    const once = externalSecret({ refreshPolicy: 'CreatedOnce' });
    const drifted = (object?: KubernetesObject) =>
      runOf(
        [says({ a: 'old' }), world({ a: 'old' })],
        [says({ a: 'edited' }), world({ a: 'old' }, object), edit],
      );

    expect(verdict(drifted())).toMatchObject({ outcome: 'diverged', reason: 'EarlierThanRefresh' });
    expect(verdict(drifted(once)).outcome).toBe('failed');
  });
});

describe('what is left alone', () => {
  const marked = secretWith({ a: 'old' });
  const withLabel = {
    ...marked,
    metadata: { ...marked.metadata, labels: { 'reconcile.external-secrets.io/managed': 'true' } },
  };
  const none = externalSecret({ target: { creationPolicy: 'None' } });

  test('a Secret under creationPolicy None gets no mark', () => {
    const run = runOf([
      { secrets: { app: withLabel } },
      world({ a: 'old' }, none),
      { done: viewWith({}, world({ a: 'old' })).after },
    ]);

    expect(verdict(run)).toMatchObject({ outcome: 'diverged', reason: 'LeftAlone' });
  });

  test('a Secret that we wrote must carry its marks', () => {
    const run = runOf([{ secrets: { app: withLabel } }, world({ a: 'old' }, none)]);

    expect(verdict(run).outcome).toBe('failed');
  });

  test('the Secret of an ExternalSecret that is gone waits for the garbage collector', () => {
    const owner = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name: 'app', uid: '1' };
    const owned = { ...marked, metadata: { ...marked.metadata, ownerReferences: [owner] } };
    const gone = { secrets: inNamespace(owned) };

    expect(verdict(runOf([{ secrets: { app: null } }, gone]))).toMatchObject({ reason: 'CollectedByOwner' });
    expect(
      verdict(runOf([{ secrets: { app: null } }, { ...gone, ...world({}), secrets: inNamespace(owned) }]))
        .outcome,
    ).toBe('failed');
  });
});

describe('what is refused', () => {
  const refusal = (message: string, reason = 'UnsupportedField') => ({
    invocations: [
      {
        calls: [],
        again: false,
        conflicts: 0,
        report: [{ subject: 'ExternalSecret/ns/app', action: 'refused' as const, reason, message }],
      },
    ],
  });
  const notReady = {
    externalSecrets: inNamespace(externalSecret({}, { status: 'False', reason: 'UnsupportedField' })),
  };
  const recordedSecret = says({ a: 'old' });

  test('a feature that is never built diverges by its name', () => {
    const run = runOf([
      recordedSecret,
      notReady,
      refusal('spec.syncWindows is not supported', 'SyncWindows'),
    ]);

    expect(verdict(run)).toMatchObject({ outcome: 'diverged', reason: 'SyncWindows' });
  });

  test('a feature that a later release builds fails', () => {
    expect(
      verdict(runOf([recordedSecret, notReady, refusal('spec.target.template is not supported')])).outcome,
    ).toBe('failed');
  });

  test('a refusal that wrote something, or did not say so in the status, fails', () => {
    const wrote = { ...notReady, ...{ secrets: inNamespace(secretWith({ a: 'else' })) } };
    const silent = { externalSecrets: inNamespace(externalSecret({}, { status: 'True' })) };

    expect(verdict(runOf([recordedSecret, wrote, refusal('spec.syncWindows')])).outcome).toBe('failed');
    expect(verdict(runOf([recordedSecret, silent, refusal('spec.syncWindows')])).outcome).toBe('failed');
  });

  test('a refusal does not excuse another ExternalSecret of the case', () => {
    const run = runOf([{ secrets: { other: secretWith({}) } }, notReady, refusal('spec.syncWindows')]);

    expect(verdict(run).outcome).toBe('failed');
  });
});
