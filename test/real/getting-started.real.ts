import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { createAws, type SandboxAws } from '../../sandbox/aws/aws.ts';
import { buildKubectl } from '../../sandbox/control-plane/build-binaries.ts';
import { listenIssuer, type TokenIssuer } from '../../sandbox/control-plane/issuer.ts';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';
import { secretText } from '../../sandbox/narrative/observations.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { makeClone } from './clone.ts';
import { readDocumentCommands } from './document-commands.ts';
import { preparePython } from './python-environment.ts';
import { type StrangersAccount, startStrangersAccount } from './strangers-account.ts';
import { type StrangersCluster, startStrangersCluster } from './strangers-cluster.ts';

/** A stranger's afternoon: docs/getting-started.md, command by command. */
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'getting-started.md');
const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const CLUSTER = 'prod';

const directory = mkdtempSync(join(tmpdir(), 'sluice-stranger-'));
const checkout = join(directory, 'sluice');
/** The AWS CLI, without Python's own commands beside it. */
const bin = join(directory, 'cli');
let aws: SandboxAws | undefined;
let issuer: TokenIssuer;
let cluster: StrangersCluster;
let account: StrangersAccount;
let kubectl: string;
let zone: string;

beforeAll(async () => {
  kubectl = await buildKubectl(() => undefined);
  const certificates = createCertificateAuthority();
  issuer = await listenIssuer(certificates.issue(['127.0.0.1']), () => aws);
  const owned = { account: '111122223333', issuer: issuer.url, federation: false };
  aws = createAws({ now: Date.now, ...owned });
  account = await startStrangersAccount(aws, { cluster: CLUSTER, directory });
  cluster = await startStrangersCluster(certificates, directory);
  await account.putParameter(PARAMETER, 'first');
  zone = await account.createZone('dev.growbin.app');
  makeClone(checkout);
  mkdirSync(bin);
  symlinkSync(join(await preparePython(() => undefined), 'bin', 'aws'), join(bin, 'aws'));
});
afterAll(async () => {
  await cluster?.stop();
  await account?.stop();
  await issuer?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** As typed at a prompt in the checkout. Out: what it printed; rejects when it fails, or anything in its pipe. */
function type(command: string): Promise<string> {
  const started = performance.now();
  return runTool({
    command: 'bash',
    args: ['-eo', 'pipefail', '-c', command],
    install: 'bash',
    cwd: checkout,
    environment: {
      ...account.environment,
      KUBECONFIG: cluster.kubeconfig,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      PATH: [dirname(kubectl), bin, process.env['PATH']].join(delimiter),
    },
  }).finally(() => console.log(`${((performance.now() - started) / 1000).toFixed(1)} s: ${command}`));
}

/** What happens elsewhere once a command is done: on a control-plane node, and in the account. */
async function follow(command: string): Promise<void> {
  if (command.includes('manifests authentication')) {
    const patch = await type(`npm run -s sluice -- manifests kubeadm --config config/${CLUSTER}.yaml`);
    await cluster.configureApiServer([join(checkout, 'authentication.yaml')], patch);
  }
  if (command.includes('npm run deploy')) await account.completeDeployment(join(checkout, 'cdk.out'));
}

const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };
const readPassword = async () => secretText(await cluster.administrator.get(SECRET), 'POSTGRES_PASSWORD');

/** What doctor cannot know to be well here, each for a reason. */
const NOT_GREEN_HERE = [
  // Functions run on this machine, too.
  'warn network endpoint',
  // MiniStack does not tell the limits of a zone.
  'could not tell zones records of dev.growbin.app',
];
/** Lines of doctor that are not green. */
const findingsOf = (printed: string) =>
  [...printed.matchAll(/^(?<outcome>warn|failed|could not tell|not checked) +(?<check>[^:]+):/gmv)].map(
    ({ groups }) => `${groups?.['outcome']} ${groups?.['check']}`,
  );

/** The account's schedules sweep once a minute. */
const SWEPT = { timeout: 180_000, interval: 250 };

test('a stranger’s afternoon: from init to both loops enforcing, every link green', {
  timeout: 900_000,
}, async () => {
  onTestFailed(() => console.log(account.log()));
  const commands = readDocumentCommands(DOCUMENT);
  const first = commands.findIndex((command) => command.includes('sluice -- init'));
  expect(commands.length - first).toBeLessThanOrEqual(10);

  for (const command of commands) {
    // It would replace the packages of the run that asks.
    if (command === 'npm ci') continue;
    const printed = await type(command);
    await follow(command);
    if (command.includes('sluice -- doctor')) expect(findingsOf(printed)).toEqual(NOT_GREEN_HERE);
  }

  await expect.poll(readPassword, SWEPT).toBe('first');
  await expect.poll(() => account.recordSets(zone), SWEPT).toContain('auth.dev.growbin.app. A');
  await account.putParameter(PARAMETER, 'second');
  await expect.poll(readPassword, SWEPT).toBe('second');
  await type(`npm run sluice -- plan --config config/${CLUSTER}.yaml --expect-no-changes`);
});
