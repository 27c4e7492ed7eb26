import { GetScheduleCommand, type GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import type { Half } from '../../manifests/identity.ts';
import { formatArn } from '../../stack/permissions/arn.ts';
import type { Doctor } from './doctor.ts';
import type { Finding } from './finding.ts';
import { isPaused, whilePaused } from './paused.ts';

/** The schedule of each half. */
export async function checkSweeps(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const Name = `sluice-${doctor.cluster.name}-${half}-sweep`;
    const schedule = await doctor.account.scheduler
      .send(new GetScheduleCommand({ Name }))
      .catch((error: unknown) => {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      });
    const finding = judgeSweep(schedule, half, doctor);
    findings.push((await isPaused(doctor, half)) ? whilePaused(finding) : finding);
  }
  return findings;
}

/** One sweep a minute, onto the queue of the half. */
export function judgeSweep(
  schedule: Pick<GetScheduleCommandOutput, 'State' | 'ScheduleExpression' | 'Target'> | undefined,
  half: Half,
  { cluster, deploy, sluice }: Pick<Doctor, 'cluster' | 'deploy' | 'sluice'>,
): Finding {
  const check = `${half} sweep`;
  if (schedule === undefined)
    return { check, outcome: 'failed', said: 'there is no schedule for it', fix: deploy };
  if (schedule.State !== 'ENABLED') {
    const said = 'the schedule is off: what no event announces is never found';
    return { check, outcome: 'failed', said, fix: sluice(`resume ${half}`) };
  }
  const queueArn = formatArn('sqs', cluster, `sluice-${cluster.name}-${half}`);
  if (schedule.Target?.Arn !== queueArn) {
    const said = `the schedule sends to ${schedule.Target?.Arn ?? 'nothing'}, not to ${queueArn}`;
    return { check, outcome: 'failed', said, fix: deploy };
  }
  return { check, outcome: 'ok', said: schedule.ScheduleExpression ?? 'enabled' };
}
