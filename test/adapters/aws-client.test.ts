import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, expect, test } from 'vitest';
import { clientSettings } from '../../lambdas/adapters/aws-client.ts';
import { fromSdkError } from '../../lambdas/adapters/aws-error.ts';
import { TransientError } from '../../lambdas/core/errors.ts';

/** The settings' own timeouts, so much shorter. */
const SHORTENED = 20;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A client with the settings of every client, in front of a server that sends this much of an answer and then waits. */
async function clientOf(sent: 'nothing' | 'half of the body'): Promise<SSMClient> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    if (sent === 'half of the body') outgoing.writeHead(200, { 'content-length': '100' }).write('{"Param');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { requestHandler, ...settings } = clientSettings({ region: 'ap-northeast-2', endpoint });
  const timeouts = Object.entries(requestHandler).map(([name, value]) => [
    name,
    typeof value === 'number' ? value / SHORTENED : value,
  ]);
  return new SSMClient({
    ...settings,
    maxAttempts: 1,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    requestHandler: Object.fromEntries(timeouts),
  });
}

test.each(['nothing', 'half of the body'] as const)(
  'a service that sends %s and then waits is transient',
  async (sent) => {
    const client = await clientOf(sent);

    const error = await client.send(new GetParametersCommand({ Names: ['/a'] })).catch(fromSdkError);

    expect(error).toBeInstanceOf(TransientError);
  },
  3_000,
);
