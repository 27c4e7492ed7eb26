import { readManifest } from '../runtime/manifests.ts';
import { externalSecret, readyCondition } from './observations.ts';
import type { Stage } from './stage.ts';

/** A sweep that finds nothing to do, and a manifest that cannot work. */
export async function tellClosing(stage: Stage): Promise<void> {
  await tellQuietSweep(stage);
  await tellWrongManifest(stage);
}

async function tellQuietSweep(stage: Stage): Promise<void> {
  const { narrator, sandbox } = stage;
  narrator.step('A sweep over an unchanged world writes nothing');
  await stage.untilIdle();
  const before = sandbox.counts();
  stage.advanceToSweep('nothing has changed since the last one');
  await stage.untilIdle();
  const after = sandbox.counts();
  const reads = after.kubernetesReads - before.kubernetesReads;
  const lists = after.route53Reads - before.route53Reads;
  const writes = after.kubernetesWrites - before.kubernetesWrites;
  const changes = after.route53Writes - before.route53Writes;
  const text =
    `API server: ${reads} reads, ${writes} writes; Route 53: ${lists} reads, ${changes} changes ` +
    '(requests counted)';
  if (reads === 0 || lists === 0) narrator.missed(`the sweep did not look at both sides: ${text}`);
  else if (writes + changes > 0) narrator.missed(text);
  else narrator.saw(text);
}

async function tellWrongManifest(stage: Stage): Promise<void> {
  const { narrator, administrator } = stage;
  narrator.step('A wrong manifest says what is wrong with it');
  await administrator.apply(readManifest('wrong'));
  narrator.did('kubectl apply -f sandbox/manifests/wrong.yaml');
  await stage.untilIdle();
  stage.advanceToSweep('it finds the ExternalSecret');
  const ready = await stage.expect(
    ({ status, reason }) => `ExternalSecret auth/postgres-typo: Ready=${status}, ${reason}`,
    async () => readyCondition(await administrator.get(externalSecret('postgres-typo'))),
  );
  if (ready === undefined) return;
  narrator.detail(ready.message ?? '(no message)');
  if (ready.status !== 'False') narrator.missed('the wrong manifest should have Ready=False');
}
