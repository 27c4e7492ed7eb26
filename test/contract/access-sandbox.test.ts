import { afterAll, beforeAll, describe } from 'vitest';
import { createAws } from '../../sandbox/aws/aws.ts';
import { findFreePorts } from '../../sandbox/control-plane/free-ports.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { createSandboxClock } from '../../sandbox/runtime/clock.ts';
import { readExampleCluster } from '../../sandbox/runtime/example-configuration.ts';
import { LogGroups } from '../../sandbox/runtime/log-groups.ts';
import { type RunningKubernetes, startKubernetes } from '../../sandbox/runtime/start-kubernetes.ts';
import { type AccessHarness, AUTHENTICATION_CASES } from './access.contract.ts';
import { runContract } from './contract-case.ts';
import { GUARD_CASES } from './guard.contract.ts';
import { RBAC_CASES } from './rbac.contract.ts';
import { RIGHTS_VARIANT_CASES } from './rights-variants.contract.ts';
import { sendTo } from './send-with-token.ts';

let kubernetes: RunningKubernetes;
let harness: AccessHarness;

beforeAll(async () => {
  const certificates = createCertificateAuthority();
  const [port = 0] = await findFreePorts(1);
  const endpoint = `https://127.0.0.1:${port}`;
  const configuration = readExampleCluster(endpoint, certificates.ca);
  const clock = createSandboxClock();
  const { account, region, auth } = configuration;
  const issuer = auth.mode === 'web-identity' ? auth.issuer : undefined;
  const aws = createAws({ now: clock.now, account, region, ...(issuer && { issuer }) });
  kubernetes = await startKubernetes(configuration, {
    clock,
    aws,
    certificates,
    logs: new LogGroups(),
    port,
  });
  harness = {
    configuration,
    administrator: kubernetes.administrator,
    sign: (claims) => aws.in().sts.state.keys.signToken('ES384', claims),
    send: sendTo(endpoint, certificates.ca),
  };
});
afterAll(async () => await kubernetes.close());

const open = async () => harness;

describe('authentication on the sandbox', () =>
  runContract(AUTHENTICATION_CASES, { implementation: 'sandbox', open }));
describe('the shipped RBAC on the sandbox', () =>
  runContract(RBAC_CASES, { implementation: 'sandbox', open }));
describe('the guard policies on the sandbox', () =>
  runContract(GUARD_CASES, { implementation: 'sandbox', open }));
describe('the rights of other configurations on the sandbox', () =>
  runContract(RIGHTS_VARIANT_CASES, { implementation: 'sandbox', open }));
