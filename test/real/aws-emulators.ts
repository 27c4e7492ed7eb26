import { join } from 'node:path';
import { awaitReady } from '../../sandbox/control-plane/await-ready.ts';
import { findFreePorts } from '../../sandbox/control-plane/free-ports.ts';
import { startProcess } from '../../sandbox/control-plane/logged-process.ts';
import { createScratchDirectory } from '../../sandbox/control-plane/scratch-directory.ts';
import { preparePython } from './python-environment.ts';

/** An AWS that we did not write, on a loopback port. */
export interface AwsEmulator {
  /** What `AWS_ENDPOINT_URL` is set to. */
  readonly url: string;
  /** Its log, which `stop` removes (unless `SLUICE_KEEP_LOGS` is 1). */
  readonly logPath: string;
  stop(): Promise<void>;
}

/** moto 5.2.1: SSM, Secrets Manager, Route 53, STS and SQS, one at a time. */
export async function startMoto(): Promise<AwsEmulator> {
  return startEmulator('moto', '/moto-api/', (port) => ({
    program: 'moto_server',
    args: ['-H', '127.0.0.1', '-p', String(port)],
    // Some of its answers come in the order of Python's hashes.
    environment: { PYTHONHASHSEED: '0' },
  }));
}

/**
 * MiniStack 1.4.21: CloudFormation, EventBridge, SQS and Lambda together, which the stock CDK CLI can deploy to.
 * @param environment added to its own; the functions that it runs inherit it
 */
export async function startMiniStack(
  environment: Readonly<Record<string, string>> = {},
): Promise<AwsEmulator> {
  return startEmulator('ministack', '/_ministack/health', (port) => ({
    program: 'ministack',
    args: [],
    environment: { ...environment, GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', ...NO_PORTS },
  }));
}

/** Servers beside the one port, on fixed ports of every interface. */
const NO_PORTS = { SFTP_ENABLED: '0', IOT_MTLS_ENABLED: '0' };

interface EmulatorCommand {
  /** In the `bin` of the virtual environment. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

async function startEmulator(
  name: string,
  health: string,
  command: (port: number) => EmulatorCommand,
): Promise<AwsEmulator> {
  const python = await preparePython((text) => process.stdout.write(`${text}\n`));
  const [port = 0] = await findFreePorts(1);
  const scratch = createScratchDirectory(`sluice-${name}-`);
  const { program, args, environment = {} } = command(port);
  const logPath = join(scratch.path, `${name}.log`);
  const server = startProcess({
    name,
    command: join(python, 'bin', program),
    args,
    logPath,
    cwd: scratch.path,
    // Neither of them clears away what it puts into the temporary directory.
    environment: { ...environment, TMPDIR: scratch.path },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await server.stop();
    scratch.remove();
  };
  await awaitReady(server, async () => (await fetch(url + health)).ok).catch(async (error: unknown) => {
    scratch.keep();
    await server.stop();
    throw error;
  });
  return { url, logPath, stop };
}
