import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { invokeFunction } from '../../cli/lambda-invoke.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

describe('a direct invoke', () => {
  let server: Server;
  let answer: Answer = { body: {} };
  const requests: { readonly url: string | undefined; readonly body: string }[] = [];

  beforeEach(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        requests.push({ url: request.url, body: Buffer.concat(chunks).toString('utf8') });
        response.writeHead(answer.status ?? 200, { ...answer.headers });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    requests.length = 0;
    await new Promise((resolve) => server.close(resolve));
  });

  const invoke = () =>
    invokeFunction({
      region: 'ap-northeast-2',
      functionName: 'sluice-a-dns-sync',
      payload: { action: 'plan' },
    });

  it('hands over the payload and returns what the function returned', async () => {
    answer = { body: { entries: [], counts: {} } };

    expect(await invoke()).toEqual({ entries: [], counts: {} });
    expect(requests).toEqual([
      { url: '/2015-03-31/functions/sluice-a-dns-sync/invocations', body: '{"action":"plan"}' },
    ]);
  });

  it("says why the function failed, by the function's own words", async () => {
    answer = {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorMessage: 'the API server did not answer', errorType: 'TransientError' },
    };

    await expect(invoke()).rejects.toThrow('sluice-a-dns-sync failed: the API server did not answer');
  });

  it('is not tried again, because the function may have run', async () => {
    answer = { status: 500, body: { Type: 'Server', Message: 'broken' } };

    await expect(invoke()).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });
});
