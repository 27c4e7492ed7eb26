import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StandIn } from './sandbox-stand-in.ts';

/** `StackName` of a form body that holds a stack's id, encoded; the group is the name in it. */
const STACK_ID = /(?<=(^|&)StackName=)arn%3A[^&]*?%3Astack%2F(?<name>[^%&]+)%2F[^&]*/u;

/**
 * MiniStack's CloudFormation for the stock CLI, for `AWS_ENDPOINT_URL_CLOUDFORMATION`: the CLI deletes a stack by its
 * id, and MiniStack, which knows it by name only, answers that all is well and keeps it.
 */
export async function listenCloudFormation(target: string): Promise<StandIn> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = text.includes('Action=DeleteStack&') ? text.replace(STACK_ID, '$<name>') : text;
    const { authorization = '', 'content-type': type = '' } = incoming.headers;
    const answer = await fetch(target + (incoming.url ?? '/'), {
      method: incoming.method ?? 'POST',
      headers: { authorization, 'content-type': type },
      body,
    });
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' });
    outgoing.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
