import { recordNames } from '../../../sandbox/narrative/record-observations.ts';
import type { Chapter } from './chapters.ts';
import { createIngress, hostOf } from './dns-objects.ts';
import { BASE, externalSecret, storedValue } from './secrets-objects.ts';
import { applyStores } from './set-up.ts';
import type { Step } from './step.ts';
import { StepFailed, type StoryWorld } from './story-world.ts';

/** Where a stored credential lies. */
const PARAMETER = '/sluice/credential';
const SERVICE_ACCOUNT = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  namespace: 'sluice-system',
  name: 'sluice',
};

const ACCESS_STEPS: readonly Step[] = [
  {
    name: 'secret-sync reaches the cluster',
    async run(world) {
      await world.putParameter(`${BASE}shared`, 'first');
      await world.administrator.apply([externalSecret({ name: 'shared-auth', parameter: 'shared' })]);
      await world.sweep();
      await world.see(
        'its Secret is there',
        async () => (await storedValue(world, 'shared-auth')) === 'first',
      );
    },
  },
  {
    name: 'dns-sync reaches the cluster',
    async run(world) {
      await createIngress(world, 'web');
      await world.sweep();
      await world.see('its record is there', () =>
        recordNames(world.sandbox, hostOf('web')).includes(`${hostOf('web')} A`),
      );
    },
  },
];

/** A chapter with a cluster of its own. */
export type AccessChapter = Chapter & Required<Pick<Chapter, 'deploy'>>;

/**
 * The ways to the API server other than by web identity, each deployed for itself: a cluster has one. What their stacks
 * and manifests have beyond those of web identity is shown to be needed here.
 */
export const ACCESS_CHAPTERS: readonly AccessChapter[] = [
  {
    name: 'auth.mode eks',
    about: /^auth.mode eks/,
    deploy: ({ endpoint: _endpoint, ca: _ca, ...cluster }) => ({ ...cluster, auth: { mode: 'eks' } }),
    prepare: applyStores,
    steps: ACCESS_STEPS,
  },
  stored('token', createToken),
  stored('kubeconfig', async (world) =>
    kubeconfigOf(issueToken(world, 'sluice', ['sluice:secrets', 'sluice:dns'])),
  ),
];

/** The chapter of a credential that lies in a parameter, once `make` has made it. */
function stored(mode: 'token' | 'kubeconfig', make: (world: StoryWorld) => Promise<string>): AccessChapter {
  return {
    name: `auth.mode ${mode}`,
    about: new RegExp(`^auth.mode ${mode}`, 'v'),
    deploy: (cluster) => ({ ...cluster, auth: { mode, parameter: PARAMETER } }),
    prepare: async (world) => {
      await applyStores(world);
      store(world, await make(world));
    },
    steps: ACCESS_STEPS,
  };
}

/** `kubectl create token sluice -n sluice-system`, which takes a ServiceAccount. */
async function createToken(world: StoryWorld): Promise<string> {
  if ((await world.administrator.get(SERVICE_ACCOUNT)) === undefined)
    throw new StepFailed('there is no ServiceAccount sluice-system/sluice to make a token of');
  return issueToken(world, 'system:serviceaccount:sluice-system:sluice', [
    'system:serviceaccounts',
    'system:serviceaccounts:sluice-system',
  ]);
}

function issueToken({ sandbox }: StoryWorld, username: string, groups: readonly string[]): string {
  if (sandbox.issueToken === undefined) throw new TypeError('the story is told in the sandbox');
  return sandbox.issueToken({ username, groups });
}

function kubeconfigOf(token: string): string {
  return JSON.stringify({
    'current-context': 'eco2-dev',
    contexts: [{ name: 'eco2-dev', context: { user: 'sluice' } }],
    users: [{ name: 'sluice', user: { token } }],
  });
}

/** A parameter of ours that is no secret of anybody's: it needs no event. */
function store({ sandbox }: StoryWorld, Value: string): void {
  sandbox.aws.in().ssm.call('PutParameter', { Name: PARAMETER, Value, Type: 'SecureString' });
}
