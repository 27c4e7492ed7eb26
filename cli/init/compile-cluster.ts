import { minorOf, WEB_IDENTITY_MINOR } from '../server-version.ts';
import type { Draft, DraftSetting } from './draft.ts';

/** How a cluster is reached. */
export interface ClusterFacts {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** `https://host:port`, with the path of a proxy where there is one. */
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  /** Whether endpoint or CA were named by the person, and not taken from the kubeconfig. @default false */
  readonly isAddressGiven?: boolean;
  /** `1.33`. */
  readonly version: string;
  /** The account's token issuer. @default not known */
  readonly issuer?: string;
}

const EKS = /^https:\/\/[0-9A-F]{32}\.[a-z0-9]+\.([a-z0-9-]+)\.eks\.amazonaws\.com(\.cn)?$/i;

const STORED_TOKEN = { mode: 'token', parameter: '/sluice/token' } as const;

/** Everything of a cluster but its two halves. */
export function compileCluster(facts: ClusterFacts): Draft {
  const { auth, notes } = authOf(facts);
  return {
    settings: [
      { key: 'name', value: facts.name, why: 'part of every name; changing it makes a new stack' },
      { key: 'account', value: facts.account },
      { key: 'region', value: facts.region },
      ...addressOf(facts),
      auth,
    ],
    notes,
  };
}

/** Of an EKS cluster the functions ask EKS, which also tells of the next certificate authority. */
function addressOf({ endpoint, ca, isAddressGiven = false }: ClusterFacts): readonly DraftSetting[] {
  if (EKS.test(endpoint) && !isAddressGiven) return [];
  return [
    { key: 'endpoint', value: endpoint, why: 'as functions reach it; private: give `network`' },
    { key: 'ca', value: ca },
  ];
}

interface Access {
  readonly auth: DraftSetting;
  readonly notes: readonly string[];
}

function authOf(facts: ClusterFacts): Access {
  const { endpoint, version } = facts;
  if (EKS.test(endpoint)) return onEks(facts);
  const { host, pathname } = URL.canParse(endpoint) ? new URL(endpoint) : { host: '', pathname: '/' };
  if (pathname !== '/') {
    return withStoredToken(
      `${host} is a proxy before the API server, which looks at credentials itself: put a token that it takes into the ` +
        `SecureString parameter ${STORED_TOKEN.parameter}, and bind the roles of \`sluice manifests\` to its owner; ` +
        "or name the API server's own address with --endpoint and --ca, and no credential is stored",
    );
  }
  if (minorOf(version) < WEB_IDENTITY_MINOR) {
    return withStoredToken(
      `Kubernetes ${version} takes no AuthenticationConfiguration (1.30 does): put a token of the ServiceAccount ` +
        `sluice-system/sluice into the SecureString parameter ${STORED_TOKEN.parameter}`,
    );
  }
  return withWebIdentity(facts);
}

function onEks({ isAddressGiven = false }: ClusterFacts): Access {
  const asked = '; EKS says where it is, and `endpoint` with `ca` would where it cannot be asked';
  const why = `clusterName, where it is not the name above${isAddressGiven ? '' : asked}`;
  return {
    auth: { key: 'auth', value: { mode: 'eks' }, why },
    notes: ['the authentication mode of the EKS cluster has to be API or API_AND_CONFIG_MAP'],
  };
}

function withStoredToken(note: string): Access {
  return { auth: { key: 'auth', value: STORED_TOKEN }, notes: [note] };
}

function withWebIdentity({ issuer }: ClusterFacts): Access {
  const command = 'aws iam enable-outbound-web-identity-federation';
  const missing = `auth.issuer is missing: it is what \`${command}\` prints, once an account; or give --issuer`;
  return {
    auth: {
      key: 'auth',
      value: { mode: 'web-identity', ...(issuer === undefined ? {} : { issuer }) },
      why: 'no credential is stored; the API server trusts the account by the file of `sluice manifests authentication`',
    },
    notes: issuer === undefined ? [missing] : [],
  };
}
