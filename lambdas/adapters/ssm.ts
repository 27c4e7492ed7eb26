import {
  GetParameterCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { identityKey } from '../core/aws-identity.ts';
import type { ParameterStore, ParameterStores } from '../core/aws-ports.ts';
import { clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';
import { createKeySources, type KeySources } from './credentials.ts';
import { toParameter } from './ssm-parameter.ts';

export interface ParameterStoresOptions {
  /** Assumes the roles of identities that name one. */
  readonly sts: STSClient;
  /** Default: what the SDK resolves. */
  readonly endpoint?: string;
  /** Keys of identities, to share them with other services. @default made from `sts` */
  readonly keys?: KeySources;
}

/** Parameter Store for every identity; the same identity gives the same client, so connections and keys are kept. */
export function createParameterStores({ sts, endpoint, keys }: ParameterStoresOptions): ParameterStores {
  const stores = new Map<string, ParameterStore>();
  const keySources = keys ?? createKeySources(sts, endpoint);
  return {
    of(identity) {
      const key = identityKey(identity);
      const known = stores.get(key);
      if (known !== undefined) return known;
      const { region } = identity;
      const settings = clientSettings({ region, ...(endpoint === undefined ? {} : { endpoint }) });
      const credentials = keySources(identity);
      const store = createParameterStore(
        new SSMClient({ ...settings, ...(credentials === undefined ? {} : { credentials }) }),
      );
      stores.set(key, store);
      return store;
    },
    async verify(identity) {
      await keySources(identity)?.();
    },
  };
}

function createParameterStore(ssm: SSMClient): ParameterStore {
  return {
    async getParameters(names, { decrypt }) {
      const command = new GetParametersCommand({ Names: [...names], WithDecryption: decrypt });
      const output = await ssm.send(command).catch((error: unknown) => {
        throw fromSdkError(error);
      });
      const parameters = (output.Parameters ?? []).map((parameter) => toParameter(parameter, decrypt));
      return { parameters, invalid: output.InvalidParameters ?? [] };
    },

    async getParameter(name) {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const output = await ssm.send(command).catch((error: unknown) => {
        throw fromSdkError(error, name);
      });
      return toParameter(output.Parameter, true);
    },

    async getParametersByPath(path, options) {
      const { getParametersByPath } = await import('./ssm-listing.ts');
      return getParametersByPath(ssm, path, options);
    },

    async describeParameters(filter, next) {
      const { describeParameters } = await import('./ssm-listing.ts');
      return describeParameters(ssm, filter, next);
    },

    async listTags(name) {
      const command = new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name });
      const output = await ssm.send(command).catch((error: unknown) => {
        throw fromSdkError(error, name);
      });
      return Object.fromEntries((output.TagList ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
    },
  };
}
