import { identityOf } from '../../manifests/identity.ts';
import type { DeployedFunction } from './account-reader.ts';
import type { Doctor } from './doctor.ts';
import { checkEndpoint } from './endpoint-address.ts';
import { checkCertificate } from './endpoint-certificate.ts';
import type { Finding, Link } from './finding.ts';
import { checkRoutes } from './routes.ts';

/** The way from the functions to the API server and to AWS. */
export const NETWORK: Link = {
  name: 'network',
  needs: [],
  checks: { endpoint: checkEndpoint, certificate: checkCertificate, vpc: checkVpc, routes: checkRoutes },
};

async function checkVpc(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const deployed = await doctor.account.function(identityOf(doctor.cluster, half).functionName);
    if (deployed !== undefined) findings.push(judgeVpc(deployed, `${half} vpc`, doctor));
  }
  return findings;
}

/** Whether the function stands where the configuration puts it. */
export function judgeVpc(
  { VpcConfig }: Pick<DeployedFunction, 'VpcConfig'>,
  check: string,
  { cluster: { network }, deploy }: Pick<Doctor, 'cluster' | 'deploy'>,
): Finding {
  const deployed = [VpcConfig?.SubnetIds ?? [], VpcConfig?.SecurityGroupIds ?? []];
  const wanted = [network?.subnetIds ?? [], network?.securityGroupIds ?? []];
  const text = (ids: readonly (readonly string[])[]) =>
    ids.map((some) => [...some].sort().join(' ')).join(', ');
  if (text(deployed) !== text(wanted)) {
    const said = `the function is in ${text(deployed) || 'no VPC'}, the configuration says ${text(wanted)}`;
    return { check, outcome: 'failed', said, fix: deploy };
  }
  const said =
    network === undefined ? 'outside any VPC' : `in ${network.vpcId ?? 'the VPC'}, ${text(wanted)}`;
  return { check, outcome: 'ok', said };
}
