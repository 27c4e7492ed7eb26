import { formatKey } from '../../lambdas/core/object-key.ts';
import type { Half } from '../../manifests/identity.ts';
import type { CommonFacts, ManifestGap } from './facts.ts';
import { formatManager, isGitOps, managerOf } from './managed-by.ts';
import type { ConfigurationSetting, Step } from './step.ts';

/** A change of the configuration file; `done` when nothing of it differs. */
export function configure(
  { file }: Pick<CommonFacts, 'file'>,
  half: Half,
  change: {
    readonly title: string;
    readonly settings: readonly ConfigurationSetting[];
    readonly back: readonly ConfigurationSetting[];
    readonly why?: string;
  },
): Step {
  const { title, settings, back, why } = change;
  const lines = (list: readonly ConfigurationSetting[]) =>
    list.map(({ path, value }) => `in ${file}: ${path.join('.')}: ${formatValue(value)}`);
  const redeploy = deployCommands(file);
  const common = { subject: `${half} in ${file}`, title, how: lines(settings) };
  if (settings.length === 0) return { ...common, state: 'done', rollback: [] };
  return {
    ...common,
    state: 'ready',
    rollback: [...lines(back), ...redeploy],
    ...(why === undefined ? {} : { why }),
    change: { kind: 'configure', settings },
  };
}

/** RBAC and guard policies as the new configuration wants them: in observe mode the functions hold no write verb. */
export function applyManifests(facts: CommonFacts, { missing, present }: ManifestGap): Step {
  const title = 'RBAC and guard policies of the configuration are in the cluster';
  const command = `npm run -s sluice -- manifests --config ${facts.file} | kubectl apply -f -`;
  const common = {
    subject: 'manifests',
    title,
    rollback: ['the same command after the configuration was changed back'],
  };
  if (missing.length === 0) return { ...common, state: 'done', how: [command] };
  const names = missing.map(({ kind, metadata }) => formatKey(kind, metadata)).join(', ');
  const manager = present.map((object) => managerOf(object, facts.applications)).find(isGitOps);
  if (manager !== undefined) {
    const who = formatManager(manager);
    const how = [`in Git (${who}): what "npm run -s sluice -- manifests --config ${facts.file}" prints`];
    return { ...common, state: 'yours', how, why: `${who} applies them; to change: ${names}` };
  }
  return {
    ...common,
    state: 'ready',
    how: [command],
    why: `to create or change: ${names}`,
    change: { kind: 'apply', objects: missing },
  };
}

/** The deployment, which only a person starts; what is deployed tells its mode. */
export function deploy(facts: CommonFacts, half: Half): Step {
  const { deployedMode, file } = facts;
  return {
    subject: `${half} function`,
    title: 'deployed in mode enforce',
    state: deployedMode === 'enforce' ? 'done' : 'yours',
    how: deployCommands(file),
    rollback: [`in ${file}: ${half}.mode: observe`, ...deployCommands(file)],
    why:
      deployedMode === undefined
        ? 'it is not deployed, or not found with your AWS credentials'
        : `it is deployed in mode ${deployedMode}`,
  };
}

function deployCommands(file: string): readonly string[] {
  return [`npm run deploy -- -c config=${file}`];
}

function formatValue(value: ConfigurationSetting['value']): string {
  if (typeof value !== 'string') return `[${value.join(', ')}]`;
  return /^[0-9]/.test(value) ? JSON.stringify(value) : value;
}
