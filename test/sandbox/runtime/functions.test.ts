import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createSandboxClock } from '../../../sandbox/runtime/clock.ts';
import { DeployedFunction } from '../../../sandbox/runtime/functions.ts';

const BUNDLE = `
let calls = 0;
exports.handler = async (event, context) => {
  calls += 1;
  if (event.print) console.log(event.print);
  if (event.fail) throw new TypeError(event.fail);
  if (event.hang) await new Promise(() => setInterval(() => {}, 1000));
  if (event.spin) for (;;);
  return { calls, now: Date.now(), made: new Date().getTime(), isDate: new Date() instanceof Date,
    remaining: context.getRemainingTimeInMillis(), environment: process.env };
};
`;

let directory = '';
let deployed: DeployedFunction[] = [];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  mkdirSync(join(directory, 'code'));
  writeFileSync(join(directory, 'code', 'index.js'), BUNDLE);
});
afterEach(async () => {
  await Promise.all(deployed.map((each) => each.close()));
  deployed = [];
});
afterAll(() => rmSync(directory, { recursive: true }));

function deploy(properties: { readonly Timeout?: number; readonly Handler?: string } = {}) {
  const clock = createSandboxClock();
  const lines: string[] = [];
  let sessions = 0;
  const resource = {
    logicalId: 'Fn',
    name: 'example-fn',
    ref: 'example-fn',
    arn: 'arn:aws:lambda:ap-northeast-2:111122223333:function:example-fn',
    properties: {
      Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
      Environment: { Variables: { GREETING: 'hello' } },
      Handler: 'index.handler',
      MemorySize: 128,
      Role: 'arn:aws:iam::111122223333:role/fn',
      Runtime: 'nodejs24.x' as const,
      Timeout: 5,
      ...properties,
    },
  };
  const fn = new DeployedFunction(resource, {
    clock,
    region: 'ap-northeast-2',
    endpoint: 'http://127.0.0.1:4566',
    assets: new Map([['code.zip', join(directory, 'code')]]),
    issueCredentials: () => {
      sessions += 1;
      return {
        accessKeyId: `ASIA${sessions}`,
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiresAt: clock.now() + 3_600_000,
      };
    },
    writeLog: (_resource, text) => lines.push(text),
  });
  deployed.push(fn);
  return { fn, clock, lines };
}

async function invoke(fn: DeployedFunction, event: unknown = {}): Promise<Record<string, unknown>> {
  return JSON.parse((await fn.invoke(event)).payload) as Record<string, unknown>;
}

test('a container keeps its module state between invocations', async () => {
  const { fn } = deploy();

  expect(await invoke(fn)).toMatchObject({ calls: 1 });
  expect(await invoke(fn)).toMatchObject({ calls: 2 });
  expect(fn.coldStarts).toBe(1);
});

test('a second container starts when the first is busy', async () => {
  const { fn } = deploy();

  const answers = await Promise.all([invoke(fn), invoke(fn)]);

  expect(answers).toMatchObject([{ calls: 1 }, { calls: 1 }]);
  expect(fn.coldStarts).toBe(2);
});

test('the environment is that of the template and of Lambda, and nothing of this process', async () => {
  const { fn } = deploy();

  const { environment } = (await invoke(fn)) as { environment: Record<string, string> };

  expect(environment).toMatchObject({
    GREETING: 'hello',
    AWS_REGION: 'ap-northeast-2',
    AWS_LAMBDA_FUNCTION_NAME: 'example-fn',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    LAMBDA_TASK_ROOT: join(directory, 'code'),
    AWS_ACCESS_KEY_ID: 'ASIA1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
  });
  expect(environment['PATH']).toBeUndefined();
});

test('an advance of the sandbox clock is seen inside a warm container', async () => {
  const { fn, clock } = deploy();
  const before = (await invoke(fn)) as { now: number };

  clock.advance(61_000);

  const after = (await invoke(fn)) as { now: number; made: number; isDate: boolean };
  expect(after.now - before.now).toBeGreaterThanOrEqual(61_000);
  expect(after.now - before.now).toBeLessThan(71_000);
  expect(after.made - after.now).toBeLessThan(1_000);
  expect(after.isDate).toBe(true);
});

test('the remaining time is that of the timeout, whatever the sandbox clock says', async () => {
  const { fn, clock } = deploy();
  clock.advance(3_600_000);

  const { remaining } = (await invoke(fn)) as { remaining: number };

  expect(remaining).toBeGreaterThan(4_000);
  expect(remaining).toBeLessThanOrEqual(5_000);
});

test.each(['hang', 'spin'])(
  'a function that passes its timeout dies, and the next one starts cold: %s',
  async (way) => {
    const { fn } = deploy({ Timeout: 0.3 });

    const outcome = await fn.invoke({ [way]: true });

    expect(outcome.functionError).toBe('Unhandled');
    expect(JSON.parse(outcome.payload)).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 0.30 seconds'),
    });
    expect(await retryCold(fn)).toMatchObject({ calls: 1 });
    expect(fn.coldStarts).toBe(2);
  },
);

/** With so short a timeout a slow start may time out as well; only the state after it matters here. */
async function retryCold(fn: DeployedFunction): Promise<Record<string, unknown>> {
  fn.resource.properties.Timeout = 5;
  return await invoke(fn);
}

test('what a function throws is its answer, and the container lives on', async () => {
  const { fn } = deploy();

  const outcome = await fn.invoke({ fail: 'no such thing' });

  expect(outcome.functionError).toBe('Unhandled');
  expect(JSON.parse(outcome.payload)).toMatchObject({
    errorType: 'TypeError',
    errorMessage: 'no such thing',
  });
  expect(await invoke(fn)).toMatchObject({ calls: 2 });
});

test('a handler that is not in the bundle is the answer of the invocation', async () => {
  const { fn } = deploy({ Handler: 'index.absent' });

  expect(await invoke(fn)).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
});

test('what a function prints goes to its log group', async () => {
  const { fn, lines } = deploy();

  await invoke(fn, { print: 'here I am' });

  await expect.poll(() => lines).toContain('here I am');
});

test('a container is replaced before its credentials expire', async () => {
  const { fn, clock } = deploy();
  await invoke(fn);

  clock.advance(3_600_000);

  const { environment } = (await invoke(fn)) as { environment: Record<string, string> };
  expect(environment['AWS_ACCESS_KEY_ID']).toBe('ASIA2');
});
