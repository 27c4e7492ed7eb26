import { GetRoleCommand, type Role } from '@aws-sdk/client-iam';
import { type Half, identityOf } from '../../manifests/identity.ts';
import { VERSION } from '../../stack/version.ts';
import type { DeployedFunction } from './account-reader.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';

/** The functions, their roles, and who may take these. */
export const FUNCTIONS: Link = {
  name: 'function',
  needs: ['account'],
  checks: { deployed: checkDeployed, role: checkRoles },
};

async function checkDeployed(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const { functionName } = identityOf(doctor.cluster, half);
    findings.push(judgeFunction(await doctor.account.function(functionName), half, doctor));
  }
  return findings;
}

/** Whether what is deployed is what the configuration says, as far as a function shows it. */
export function judgeFunction(
  deployed: DeployedFunction | undefined,
  half: Half,
  { cluster, deploy, sluice }: Pick<Doctor, 'cluster' | 'deploy' | 'sluice'>,
): Finding {
  const { functionName, roleArn } = identityOf(cluster, half);
  const check = `${half} deployed`;
  const failed = (said: string): Finding => ({ check, outcome: 'failed', said, fix: deploy });
  if (deployed === undefined) return failed(`there is no function ${functionName} in ${cluster.region}`);
  const { State, StateReason = '', LastUpdateStatus, LastUpdateStatusReason = '', Role } = deployed;
  if (State !== undefined && State !== 'Active' && State !== 'Inactive')
    return failed(`${functionName} is ${State} ${StateReason}`.trim());
  if (LastUpdateStatus === 'Failed')
    return failed(`the last update of ${functionName} failed: ${LastUpdateStatusReason}`);
  if (Role !== roleArn)
    return failed(`${functionName} runs as ${Role ?? 'nobody'}, which the API server does not know`);
  if (deployed.isPaused) {
    const said = `${functionName} is paused: it refuses invocations`;
    return { check, outcome: 'warn', said, fix: sluice(`resume ${half}`) };
  }
  // The stack writes it there: `parameters to Secrets of cluster eco2-dev, sluice 0.1.0 (enforce)`.
  const mode = /\((observe|enforce)\)$/.exec(deployed.Description ?? '')?.[1];
  const wanted = cluster[half]?.mode;
  if (mode !== undefined && mode !== wanted) {
    const said = `${functionName} is deployed in mode ${mode}, the configuration says ${wanted ?? 'nothing'}`;
    return { check, outcome: 'warn', said, fix: deploy };
  }
  const version = /, sluice (\S+) \(/.exec(deployed.Description ?? '')?.[1];
  if (version !== undefined && version !== VERSION) {
    const said = `${functionName} is of version ${version}, this checkout of ${VERSION}`;
    return { check, outcome: 'warn', said, fix: deploy };
  }
  return {
    check,
    outcome: 'ok',
    said: `${functionName}, mode ${mode ?? 'unknown'}, version ${version ?? 'unknown'}`,
  };
}

async function checkRoles(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const { functionName } = identityOf(doctor.cluster, half);
    findings.push(judgeRole(await readRole(doctor, functionName), half, doctor));
  }
  return findings;
}

async function readRole({ account }: Doctor, RoleName: string): Promise<Role | undefined> {
  try {
    return (await account.iam.send(new GetRoleCommand({ RoleName }))).Role;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchEntityException') return undefined;
    throw error;
  }
}

/** A role that Lambda may take. */
export function judgeRole(
  role: Pick<Role, 'Arn' | 'AssumeRolePolicyDocument'> | undefined,
  half: Half,
  { cluster, deploy }: Pick<Doctor, 'cluster' | 'deploy'>,
): Finding {
  const check = `${half} role`;
  const { roleArn } = identityOf(cluster, half);
  if (role === undefined)
    return { check, outcome: 'failed', said: `there is no role ${roleArn}`, fix: deploy };
  if (!trusts(role.AssumeRolePolicyDocument ?? '', 'lambda.amazonaws.com')) {
    const said = `${roleArn} does not trust lambda.amazonaws.com`;
    return { check, outcome: 'failed', said, fix: deploy };
  }
  return { check, outcome: 'ok', said: `${roleArn}, taken by Lambda` };
}

interface TrustStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Principal?: { readonly Service?: string | readonly string[] };
}

/** @param document as IAM returns it: JSON, percent-encoded */
function trusts(document: string, service: string): boolean {
  const { Statement = [] } = JSON.parse(decodeURIComponent(document) || '{}') as {
    readonly Statement?: TrustStatement | readonly TrustStatement[];
  };
  return [Statement]
    .flat()
    .some(
      ({ Effect, Action = [], Principal }: TrustStatement) =>
        Effect === 'Allow' &&
        [Action].flat().includes('sts:AssumeRole') &&
        [Principal?.Service ?? []].flat().includes(service),
    );
}
