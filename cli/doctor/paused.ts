import type { Half } from '../../manifests/identity.ts';
import { identityOf } from '../../manifests/identity.ts';
import type { Doctor } from './doctor.ts';
import type { Finding } from './finding.ts';

/** Whether somebody stopped the half by `sluice pause`. */
export async function isPaused({ account, cluster }: Doctor, half: Half): Promise<boolean> {
  return (await account.function(identityOf(cluster, half).functionName))?.isPaused === true;
}

/** What `sluice pause` switched off is no defect; what it did not switch off stays one. */
export function whilePaused(finding: Finding): Finding {
  return finding.outcome === 'failed' && finding.fix?.includes(' resume ') === true
    ? { ...finding, outcome: 'warn', said: `${finding.said}; the half is paused` }
    : finding;
}
