import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';
import { exampleCluster } from '../stack/example-cluster.ts';
import { prepareNode22 } from './node-22.ts';

/** The constructs in somebody else's CDK app: the tarball of `npm pack`, installed, on a Node that is not ours. */
const ROOT = join(import.meta.dirname, '..', '..');
const MODULES = join(ROOT, 'node_modules');

const APP = `
import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib/core';
import { parseConfiguration } from 'sluice/config';
import { SecretSync } from 'sluice/secret-sync';
import { SluiceStack } from 'sluice/sluice-stack';

const { clusters } = parseConfiguration(JSON.parse(readFileSync('clusters.json', 'utf8')));
// What CloudFormation says of the templates is asked in this repository's own tests.
const app = new App({ outdir: 'cdk.out', builtinCloudFormationValidation: false });
for (const cluster of clusters) new SluiceStack(app, cluster.name, { cluster });
const [{ secrets, ...cluster }] = clusters;
const own = new Stack(app, 'Own', { env: { account: cluster.account, region: cluster.region } });
new SecretSync(own, 'Secrets', { ...cluster, ...secrets });
app.synth();
console.log(process.version);
`;
const TYPED = `
import type { ClusterConfiguration } from 'sluice/config';
import { SluiceStack, type SluiceStackProps } from 'sluice/sluice-stack';
export const props: SluiceStackProps = { cluster: {} as ClusterConfiguration };
// @ts-expect-error a stack without a cluster is none
new SluiceStack(undefined as never, 'x', {});
`;

const directory = mkdtempSync(join(tmpdir(), 'sluice-pack-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const npm = (args: readonly string[], cwd: string) =>
  runTool({ command: 'npm', args: [...args], install: 'Node.js', cwd });

test('the tarball of npm pack synthesizes in another app, on Node 22 and with types', {
  timeout: 600_000,
}, async () => {
  await npm(['pack', '--pack-destination', directory], ROOT);
  const [tarball = ''] = readdirSync(directory);
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const version = (name: string) => `${name}@${devDependencies[name] ?? ''}`;
  writeFileSync(join(directory, 'package.json'), '{"name":"app","private":true,"type":"module"}');
  writeFileSync(join(directory, 'app.mjs'), APP);
  writeFileSync(join(directory, 'typed.ts'), TYPED);
  writeFileSync(join(directory, 'clusters.json'), JSON.stringify({ clusters: [exampleCluster()] }));

  const cdk = ['aws-cdk-lib', 'constructs'].map(version);
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
  await npm([...install, ...cdk, join(directory, tarball)], directory);

  const node22 = await prepareNode22();
  const synthesized = await runTool({
    command: node22,
    args: ['app.mjs'],
    install: 'Node.js 22',
    cwd: directory,
  });
  expect(synthesized).toMatch(/^v22\./);
  const types = ['--types', 'node', '--typeRoots', join(MODULES, '@types')];
  await runTool({
    command: join(MODULES, '.bin', 'tsc'),
    args: ['--noEmit', '--strict', '--module', 'nodenext', ...types, 'typed.ts'],
    install: 'run npm ci',
    cwd: directory,
  });
  const template = (name: string) =>
    JSON.parse(readFileSync(join(directory, 'cdk.out', `${name}.template.json`), 'utf8')) as {
      readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
    };
  const ownTypes = Object.values(template('Own').Resources).map(({ Type }) => Type);
  expect(ownTypes).toContain('AWS::Lambda::Function');
  expect(Object.values(template(exampleCluster().name).Resources).map(({ Type }) => Type)).toEqual(
    expect.arrayContaining(['AWS::Lambda::EventSourceMapping', 'AWS::Scheduler::Schedule']),
  );
  const assets = readdirSync(join(directory, 'cdk.out')).filter((name) => name.startsWith('asset.'));
  expect(assets.length).toBeGreaterThanOrEqual(2);
  expect(assets.flatMap((name) => readdirSync(join(directory, 'cdk.out', name)))).toEqual(
    expect.arrayContaining(['handler.js', 'sluice.json']),
  );
});
