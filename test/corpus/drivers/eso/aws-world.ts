import type { ParameterStores, SecretsManagers } from '../../../../lambdas/core/aws-ports.ts';
import type { Clock } from '../../../../lambdas/core/ports.ts';
import type { SecretChange } from '../../../../sandbox/aws/secretsmanager/secret.ts';
import type { ParameterChange } from '../../../../sandbox/aws/ssm/parameter.ts';
import type { Ssm } from '../../../../sandbox/aws/ssm/ssm.ts';
import { createFakeParameterStores } from '../../../fakes/parameter-stores.ts';
import type { RecordedCall } from '../../../fakes/port-call.ts';
import { createFakeSecretsManagers } from '../../../fakes/secrets-managers.ts';
import type { AwsContent, RecordedFault, RecordedParameter } from './case.ts';
import { createFaults } from './faults.ts';
import { labelVersions, putParameter, putSecret } from './put-content.ts';

/** Where the recordings were made. */
export const REGION = 'ap-northeast-2';
export const ACCOUNT = '123456789012';

/** `Parameter Store Change` with the region it happened in. */
export interface AnnouncedChange extends ParameterChange {
  readonly region: string;
  readonly account: string;
}

/** `Secret Label Updated` with the region it happened in. */
export interface AnnouncedLabel extends SecretChange {
  readonly region: string;
  readonly account: string;
}

/** AWS of one case: the sandbox's models, scripted faults, and everything that was called or announced. */
export interface AwsWorld {
  readonly parameterStores: ParameterStores;
  readonly secretsManagers: SecretsManagers;
  /** Fills or changes it, in the recorded order. */
  put(content: AwsContent): void;
  deleteParameters(names: readonly string[]): void;
  deleteSecrets(names: readonly string[]): void;
  label(parameters: readonly RecordedParameter[]): void;
  addFaults(faults: readonly RecordedFault[]): void;
  clearFaults(): void;
  /** Calls of the function since the last time; what the case itself does is not among them. */
  takeCalls(): readonly RecordedCall[];
  /** Labels of secrets that moved since the last time. */
  takeLabels(): readonly AnnouncedLabel[];
  /** Changes announced since the last time. */
  takeChanges(): readonly AnnouncedChange[];
}

/** An empty AWS. */
export function createAwsWorld(clock: Clock): AwsWorld {
  const faults = createFaults();
  const stores = createFakeParameterStores({ clock, account: ACCOUNT });
  stores.refuseRole = () => faults.meet('AssumeRole', {});
  const changes: AnnouncedChange[] = [];
  /** The case itself acts: it meets no faults. */
  let scripted = false;
  const managers = createFakeSecretsManagers({ clock });
  const manager = managers.model(REGION);
  manager.hooks.intercept = (action, params) => (scripted ? undefined : faults.meet(action, params));
  const labels: AnnouncedLabel[] = [];
  manager.state.changed = (change) => void labels.push({ ...change, region: REGION, account: ACCOUNT });

  function model(region = REGION, account = ACCOUNT): Ssm {
    const ssm = stores.model(region, account);
    ssm.hooks.intercept = (action, params) => (scripted ? undefined : faults.meet(action, params));
    ssm.state.changed = (change) => void changes.push({ ...change, region, account });
    return ssm;
  }

  function script(act: () => void): void {
    scripted = true;
    act();
    scripted = false;
  }

  return {
    parameterStores: {
      of(identity) {
        const role = identity.chain?.at(-1)?.roleArn ?? identity.roleArn;
        model(identity.region, role?.split(':')[4]);
        return stores.of(identity);
      },
      verify: (identity) => stores.verify(identity),
    },
    secretsManagers: managers,
    put({ ssm = [], secretsmanager = [], faults: added = [] }) {
      script(() => {
        for (const secret of secretsmanager) putSecret(manager, secret);
        for (const parameter of ssm) putParameter(model(parameter.region, parameter.account), parameter);
      });
      faults.add(added);
    },
    deleteParameters: (names) => script(() => void model().call('DeleteParameters', { Names: names })),
    label: (parameters) =>
      script(() => {
        for (const parameter of parameters) labelVersions(model(parameter.region), parameter);
      }),
    addFaults: (added) => faults.add(added),
    clearFaults: () => faults.clear(),
    deleteSecrets: (names) =>
      script(() => {
        for (const SecretId of names)
          manager.call('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
      }),
    takeCalls: () => [...stores.calls.splice(0), ...managers.calls.splice(0)],
    takeLabels: () => labels.splice(0),
    takeChanges: () => changes.splice(0),
  };
}
