import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AWS_ATTEMPTS_MAX, KUBERNETES_ATTEMPTS_MAX } from '../../lambdas/core/bounds.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import type { ProxiedRequest } from './exchange.ts';
import { faultCases } from './fault-cases.ts';
import { type FaultWorld, serviceOf, startFaultWorld } from './fault-world.ts';
import { answerWith, replaceBy } from './wire-faults.ts';

/** How long a message that was received twice stays invisible, and a little. */
const RETRY_MS = 16_000;
const MINUTE_MS = 60_000;
/** Of a test: silence is waited for, several times in a row. */
const TIMEOUT_MS = 300_000;
/** Longer than a token for the API server holds. */
const TOKEN_MS = 16 * MINUTE_MS;

let faulty: FaultWorld;
/** Requests of both halves for a change that nothing disturbs. */
let quiet: { readonly kubernetes: number; readonly aws: number };
let value: string;
let startedAt: number;
let count = 0;

beforeAll(async () => {
  faulty = await startFaultWorld();
  for (const name of ['one', 'two', 'three']) {
    await faulty.addSecret(name, 'first');
    await faulty.addIngress(name, 'first');
  }
  await faulty.sweep();
  faulty.kubernetes.forget();
  faulty.aws.forget();
  await change('undisturbed');
  quiet = { kubernetes: faulty.kubernetes.requests.length, aws: faulty.aws.requests.length };
}, TIMEOUT_MS);
beforeEach(() => {
  count += 1;
  startedAt = performance.now();
  value = `value${count}`;
  faulty.kubernetes.forget();
  faulty.aws.forget();
});
afterEach(() => {
  faulty.kubernetes.heal();
  faulty.aws.heal();
});
afterAll(async () => await faulty?.close());

/** A parameter that is announced, and a load balancer that a sweep finds. */
async function change(to: string): Promise<void> {
  await faulty.putValue('one', to);
  await faulty.untilIdle();
  await faulty.addIngress('one', to);
  await faulty.sweep();
}

/** Without a sweep: the message of the change is received again, and does what it could not. */
async function expectMessageToDoIt(): Promise<void> {
  faulty.world.advance(RETRY_MS, 'a message that failed comes back');
  await faulty.untilIdle();
  expect(await faulty.secretValue('one')).toBe(value);
}

async function expectNothingLost(): Promise<void> {
  await faulty.sweep();
  expect(await faulty.secretValue('one')).toBe(value);
  expect(await faulty.recordTarget('one')).toBe(value);
  for (const name of ['two', 'three']) {
    expect(await faulty.secretValue(name)).toBe('first');
    expect(await faulty.recordTarget(name)).toBe('first');
  }
  expect(await faulty.drain()).toBe(0);
  expect(faulty.takeDeadLetters()).toEqual([]);
}

/** Sweeps go on while answers are waited for: so many at most since the test began. */
function minutes(): number {
  return Math.ceil((performance.now() - startedAt) / MINUTE_MS);
}

const of = (service: string) => (request: ProxiedRequest) => serviceOf(request) === service;

describe('the API server', { timeout: TIMEOUT_MS }, () => {
  test.each(faultCases(['status 429 and a long wait'], { withWaits: true }))(
    '%s, every time: tried a few times, and the message comes back',
    async (_name, fault) => {
      faulty.kubernetes.inject(fault);
      await change(value);
      const { requests, faults } = faulty.kubernetes;
      faulty.kubernetes.heal();

      expect(faults).toBeGreaterThan(0);
      expect(requests.length).toBeLessThanOrEqual(KUBERNETES_ATTEMPTS_MAX * quiet.kubernetes * minutes());
      await expectMessageToDoIt();
      await expectNothingLost();
    },
  );

  test.each(faultCases(['a connection reset after the work is done']))(
    '%s, at each first write of an object',
    async (_name, fault) => {
      const met = new Set<string>();
      const isFirstWrite = ({ method, path }: ProxiedRequest) =>
        method !== 'GET' && met.size < met.add(`${method} ${path}`).size;
      faulty.kubernetes.inject(fault, { at: isFirstWrite });
      await change(value);

      expect(faulty.kubernetes.faults).toBeGreaterThan(0);
      await expectMessageToDoIt();
      await expectNothingLost();
    },
  );

  test('another certificate: nothing is sent to it', async () => {
    faulty.kubernetes.present(createCertificateAuthority().issue(['127.0.0.1']));
    await change(value);
    const { requests, connections } = faulty.kubernetes;
    faulty.kubernetes.present(faulty.certificate);

    expect(requests).toEqual([]);
    expect(connections).toBeGreaterThan(0);
    expect(connections).toBeLessThanOrEqual(KUBERNETES_ATTEMPTS_MAX * quiet.kubernetes * minutes());
    await expectMessageToDoIt();
    await expectNothingLost();
  });

  test('a token that expires in the middle of a run: the run goes on with another', async () => {
    let token: string | undefined;
    const expires = replaceBy(faulty.expireToken);
    const isLater = ({ headers: { authorization } }: ProxiedRequest) => {
      token ??= authorization;
      return authorization === token && faulty.kubernetes.requests.length > 3;
    };
    faulty.kubernetes.inject(expires, { at: isLater });
    await faulty.putValue('one', value);
    await faulty.untilIdle();

    expect(faulty.kubernetes.faults).toBeGreaterThan(0);
    expect(await faulty.secretValue('one')).toBe(value);
    faulty.kubernetes.heal();
    await change(value);
    await expectNothingLost();
  });

  test('a list whose continuation expires: it is not taken for complete', async () => {
    const status = { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 };
    const expires = answerWith(410, JSON.stringify(status), { 'content-type': 'application/json' });
    faulty.kubernetes.inject(expires, { at: ({ path }) => path.includes('continue=') });
    await change(value);
    for (let minutes = 0; minutes < 3; minutes += 1) await faulty.sweep();
    const { faults } = faulty.kubernetes;
    faulty.kubernetes.heal();

    expect(faults).toBeGreaterThan(0);
    await expectNothingLost();
  });

  test('away for an hour: sweeps leave no dead letter, and the first one afterwards does everything', async () => {
    await faulty.kubernetes.vanish();
    await change(value);
    for (let minutes = 0; minutes < 60; minutes += faulty.strideMinutes) {
      faulty.world.advance(faulty.strideMinutes * MINUTE_MS, 'an hour without the API server');
      await faulty.untilIdle();
    }
    await faulty.kubernetes.returnBack();
    await faulty.sweep();

    expect(await faulty.secretValue('one')).toBe(value);
    expect(await faulty.recordTarget('one')).toBe(value);
    expect(await faulty.drain()).toBe(0);
    expect(faulty.takeDeadLetters().filter((body) => body.includes('"sluice":"sweep"'))).toEqual([]);
  });
});

describe('AWS', { timeout: TIMEOUT_MS }, () => {
  test.each(faultCases(['an answer cut short'], { withWaits: true }))(
    'Parameter Store, %s: tried a few times, and the message comes back',
    async (_name, fault) => {
      faulty.aws.inject(fault, { at: of('ssm') });
      await change(value);
      const { requests, faults } = faulty.aws;
      faulty.aws.heal();

      expect(faults).toBeGreaterThan(0);
      expect(requests.length).toBeLessThanOrEqual(
        AWS_ATTEMPTS_MAX * quiet.aws * minutes() + requests.filter(of('sqs')).length,
      );
      await expectMessageToDoIt();
      await expectNothingLost();
    },
  );

  test.each(faultCases(['an answer cut short']))('Route 53, %s, every time', async (_name, fault) => {
    faulty.aws.inject(fault, { at: of('route53') });
    await change(value);
    const { requests, faults } = faulty.aws;
    faulty.aws.heal();

    expect(faults).toBeGreaterThan(0);
    expect(requests.length).toBeLessThanOrEqual(AWS_ATTEMPTS_MAX * quiet.aws * minutes());
    await expectNothingLost();
  });

  test.each(faultCases(['a connection reset after the work is done']))(
    'Route 53, %s, at the change',
    async (_name, fault) => {
      const isChange = (request: ProxiedRequest) => of('route53')(request) && request.method === 'POST';
      faulty.aws.inject(fault, { at: isChange, times: 1 });
      await change(value);

      expect(faulty.aws.faults).toBe(1);
      await expectNothingLost();
    },
  );

  test.each(faultCases(['status 503']))('the queue is away as well, %s', async (_name, fault) => {
    faulty.aws.inject(fault, { at: (request) => ['ssm', 'sqs'].includes(serviceOf(request)) });
    await change(value);
    faulty.aws.heal();

    expect(faulty.aws.faults).toBeGreaterThan(0);
    await expectNothingLost();
  });

  test.each(faultCases(['an answer cut short']))('no new token, %s', async (_name, fault) => {
    faulty.aws.inject(fault, { at: of('sts') });
    faulty.world.advance(TOKEN_MS, 'tokens expire');
    await change(value);
    const { faults } = faulty.aws;
    faulty.aws.heal();

    expect(faults).toBeGreaterThan(0);
    await expectMessageToDoIt();
    await expectNothingLost();
  });
});
