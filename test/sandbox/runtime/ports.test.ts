import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts, portsFrom, requirePorts } from '../../../sandbox/runtime/ports.ts';

test('the ports follow each other', () => {
  expect(portsFrom(4566)).toEqual({ aws: 4566, kubernetes: 4567 });
});

test('free ports may be used', async () => {
  await expect(requirePorts(await freePorts())).resolves.toBeUndefined();
});

test('a busy port is named with its purpose and the way out', async () => {
  const ports = await freePorts();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(ports.kubernetes, '127.0.0.1', resolve));

  await expect(requirePorts(ports)).rejects.toThrow(
    `port ${ports.kubernetes} (the Kubernetes API) cannot be used: EADDRINUSE; ` +
      'end what listens there, or choose other ports with npm start -- --port N',
  );

  server.close();
});
