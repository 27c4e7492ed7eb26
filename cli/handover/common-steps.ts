import type { Half } from '../../manifests/identity.ts';
import type { CommonFacts } from './facts.ts';
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

/** How a changed configuration gets to the functions. */
export function deployCommands(file: string): readonly string[] {
  return [`npm run deploy -- -c config=${file}`];
}

function formatValue(value: ConfigurationSetting['value']): string {
  if (typeof value !== 'string') return `[${value.join(', ')}]`;
  return /^[0-9]/.test(value) ? JSON.stringify(value) : value;
}
