import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownFolder } from '../../figures.ts';
import { readYaml } from '../../read-yaml.ts';
import type { EsoCase, Expectation, Step } from './case.ts';
import { driveCase } from './drive.ts';
import { judgeRun } from './judge-case.ts';

const recordedCase = (name: string) => readYaml(join(ownFolder('eso'), `${name}.yaml`)) as EsoCase;
const verdict = async (recorded: EsoCase) => judgeRun(await driveCase(recorded), []);

/** The case with something else expected of its last step. */
function replant(recorded: EsoCase, change: (expectation: Expectation) => Expectation): EsoCase {
  const last = recorded.steps.at(-1) as Step;
  return { ...recorded, steps: [...recorded.steps.slice(0, -1), { ...last, expect: change(last.expect) }] };
}

describe('driving a case to its end', () => {
  test('a recorded case passes, and with a planted wrong value it fails by that value', async () => {
    const recorded = recordedCase('motivating-postgres-auth');
    const planted = replant(recorded, (expectation) => {
      const secret = expectation.secrets?.['postgres-auth'];
      return {
        ...expectation,
        secrets: { 'postgres-auth': { ...secret, data: { POSTGRES_PASSWORD: 'd3Jvbmc=' } } as never },
      };
    });

    expect(await verdict(recorded)).toMatchObject({ outcome: 'passed' });
    expect(await verdict(planted)).toMatchObject({
      outcome: 'failed',
      diff: [expect.stringContaining('secrets.postgres-auth.data.POSTGRES_PASSWORD: recorded "d3Jvbmc="')],
    });
  });

  test('a planted wrong status, Event, read budget and refusal are found', async () => {
    const recorded = recordedCase('value-string');
    const plantings: readonly ((expectation: Expectation) => Expectation)[] = [
      (e) => ({ ...e, externalSecrets: { app: { status: { conditions: [] } } } }),
      (e) => ({ ...e, events: [] }),
      (e) => ({ ...e, awsCalls: [] }),
      (e) => ({
        ...e,
        rejected: [{ object: 'ExternalSecret/app', message: 'is invalid: spec.data: Required' }],
      }),
    ];

    for (const planting of plantings) {
      expect(await verdict(replant(recorded, planting))).toMatchObject({ outcome: 'failed' });
    }
  });

  test('adoption that loses keys is refused first and goes on with consent', async () => {
    const run = await driveCase(recordedCase('create-owner-existing-target'));
    const refusals = run.views[1]?.invocations.flatMap(({ report }) => report) ?? [];

    expect(refusals).toContainEqual(
      expect.objectContaining({ action: 'refused', reason: 'AdoptionWouldLoseKeys' }),
    );
    expect(judgeRun(run, [])).toMatchObject({ outcome: 'passed' });
  });

  test('a deletion that the breaker stops is released as a person would', async () => {
    const run = await driveCase(massDeletion());
    const reasons =
      run.views[2]?.invocations.flatMap(({ report }) => report.map(({ reason }) => reason)) ?? [];

    expect(reasons).toContain('DeletionsStopped');
    expect(run.views[2]?.protections).toEqual([]);
    expect(run.views[2]?.after.secrets.get('mass')).toBeUndefined();
  });
});

/** Two ExternalSecrets of one store, whose parameters both go. */
function massDeletion(): EsoCase {
  const externalSecret = (name: string) => ({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name },
    spec: {
      secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
      target: { deletionPolicy: 'Delete' },
      data: [{ secretKey: 'a', remoteRef: { key: `/mass/${name}` } }],
    },
  });
  const parameter = (name: string) => ({ name: `/mass/${name}`, type: 'SecureString', value: 'one' });
  const provider = { aws: { service: 'ParameterStore', region: 'ap-northeast-2' } };
  return {
    name: 'mass',
    tags: ['deletion-policy'],
    namespace: 'mass',
    aws: { ssm: [parameter('one'), parameter('two')] },
    cluster: [
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ClusterSecretStore',
        metadata: { name: 'aws-ssm' },
        spec: { provider },
      },
    ],
    steps: [
      { do: { apply: [externalSecret('one'), externalSecret('two')] }, expect: {} },
      { do: { ssmDelete: ['/mass/one', '/mass/two'] }, expect: {} },
    ],
  };
}
