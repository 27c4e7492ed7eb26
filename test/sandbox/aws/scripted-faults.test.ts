import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAws, type SandboxAws } from '../../../sandbox/aws/aws.ts';
import { type AwsEndpoint, listenAws } from '../../../sandbox/aws/endpoint.ts';

/** The switch somebody by hand has: faults for the next calls of a service, over HTTP. */
let aws: SandboxAws;
let listening: AwsEndpoint;
let client: SSMClient;

beforeAll(async () => {
  aws = createAws({ now: () => Date.now() });
  listening = await listenAws(aws, 0);
  const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
  client = new SSMClient({
    region: aws.region,
    endpoint: listening.url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await listening.close();
});
beforeEach(() => aws.faults.clear());

async function control(method: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${listening.url}/_sandbox/faults`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

const read = () => client.send(new GetParametersCommand({ Names: ['/none'] }));

it('as many calls as asked for are throttled, and the next one is answered', async () => {
  const asked = { service: 'ssm', action: 'GetParameters', code: 'ThrottlingException', calls: 2 };
  expect((await control('PUT', JSON.stringify(asked))).status).toBe(200);
  await expect(read()).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(JSON.parse((await control('GET')).text)).toMatchObject([{ ...asked, calls: 1 }]);
  await expect(read()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(read()).resolves.toMatchObject({ InvalidParameters: ['/none'] });
});

it('a fault for another call or another service leaves this one alone', async () => {
  await control('PUT', '{"service":"ssm","action":"PutParameter","code":"ThrottlingException"}');
  await control('PUT', '{"service":"route53","code":"PriorRequestNotComplete"}');
  await expect(read()).resolves.toMatchObject({ InvalidParameters: ['/none'] });
  expect(aws.faults.list()).toHaveLength(2);
});

it('DELETE ends all that are waiting', async () => {
  await control('PUT', '{"service":"ssm","code":"ThrottlingException","calls":50}');
  expect(await control('DELETE')).toEqual({ status: 200, text: '[]\n' });
  await expect(read()).resolves.toBeDefined();
});

it.each([
  ['no JSON', 'nonsense', /not JSON/],
  ['an unknown service', '{"service":"s3","code":"SlowDown"}', /service: .*ssm/],
  ['no code', '{"service":"ssm"}', /code/],
  ['an unknown field', '{"service":"ssm","code":"Throttling","times":2}', /times/],
  ['no calls at all', '{"service":"ssm","code":"Throttling","calls":0}', /calls: .*1/],
])('%s is refused with the field and what is allowed, and nothing is scripted', async (_, body, message) => {
  const { status, text } = await control('PUT', body);
  expect({ status, text }).toEqual({ status: 400, text: expect.stringMatching(message) as string });
  expect(aws.faults.list()).toEqual([]);
});

it('another method says which are allowed', async () => {
  expect((await control('POST', '{}')).status).toBe(405);
});
