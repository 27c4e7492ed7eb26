import { createServer } from 'node:net';
import { findFreePorts } from '../control-plane/free-ports.ts';

const LOOPBACK = '127.0.0.1';

/** The sandbox's two ports on the loopback interface. */
export interface SandboxPorts {
  readonly aws: number;
  readonly kubernetes: number;
}

/** `first` and the next one. */
export function portsFrom(first: number): SandboxPorts {
  return { aws: first, kubernetes: first + 1 };
}

/** Two ports that are free now, for tests. */
export async function freePorts(): Promise<SandboxPorts> {
  const [aws = 0, kubernetes = 0] = await findFreePorts(2);
  return { aws, kubernetes };
}

/** @throws Error naming the first port that is taken, what it is for, and what to do */
export async function requirePorts(ports: SandboxPorts): Promise<void> {
  for (const [purpose, port] of Object.entries(ports)) {
    try {
      const server = await listenOnce(port);
      await new Promise((resolve) => server.close(resolve));
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new Error(
        `port ${port} (${PURPOSES[purpose as keyof SandboxPorts]}) cannot be used: ${reason}; ` +
          'end what listens there, or choose other ports with npm start -- --port N',
        { cause: error },
      );
    }
  }
}

const PURPOSES: Readonly<Record<keyof SandboxPorts, string>> = {
  aws: 'the AWS endpoint',
  kubernetes: 'the Kubernetes API',
};

async function listenOnce(port: number) {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return server;
}
