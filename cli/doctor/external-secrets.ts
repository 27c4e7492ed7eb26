import { type EsoDeployment, findEso } from '../handover/eso.ts';
import { containersOf } from '../handover/peer.ts';
import { DEPLOYMENT, readAll, readApplications } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import { checkFailClosed } from './fail-closed-webhooks.ts';
import { judgeFinalizers, readHeldKinds } from './finalizers.ts';
import type { Finding, Link } from './finding.ts';
import { describeOwner } from './object-owner.ts';

/** External Secrets Operator: whether it runs beside us, and what it left. */
export const EXTERNAL_SECRETS: Link = {
  name: 'external-secrets',
  needs: ['api-server'],
  checks: { controller: checkController, webhooks: checkFailClosed, finalizers: checkFinalizers },
};

async function readControllers(doctor: Doctor): Promise<readonly EsoDeployment[]> {
  const deployments = (await readAll(doctor.user().cluster, DEPLOYMENT)) ?? [];
  return findEso(deployments).filter(({ role, running }) => role === 'controller' && running);
}

async function checkController(doctor: Doctor): Promise<readonly Finding[]> {
  if (!doctor.halves.includes('secrets')) return [];
  const applications = await readApplications(doctor.user().cluster);
  return judgeControllers(await readControllers(doctor), applications, doctor);
}

/** Both may look; that both write the same Secrets is for the time of the handover only. */
export function judgeControllers(
  running: readonly EsoDeployment[],
  applications: ReadonlySet<string>,
  { cluster: { secrets }, sluice }: Pick<Doctor, 'cluster' | 'sluice'>,
): readonly Finding[] {
  if (running.length === 0) return [{ check: 'controller', outcome: 'ok', said: 'does not run' }];
  return running.map(({ object, controllerClass }) => {
    const { namespace = 'default', name } = object.metadata;
    const check = `controller ${namespace}/${name}`;
    const said = `runs, ${versionOf(object)}, controller class ${controllerClass}, ${describeOwner(object, applications)}`;
    // Stores that name no class are served by every controller, and by us where `default` is among ours.
    const classes = secrets?.mode === 'enforce' ? secrets.storeClasses : [];
    const shared = [controllerClass, 'default'].filter((one) => classes.includes(one));
    if (shared.length === 0) return { check, outcome: 'ok', said };
    const both = `it writes the Secrets of stores of class ${[...new Set(shared)].join(', ')} as we do`;
    return { check, outcome: 'warn', said: `${said}: ${both}`, fix: sluice('handover secrets') };
  });
}

/** Tag of its image. */
function versionOf(object: EsoDeployment['object']): string {
  const images = containersOf(object).map(({ image }) => image);
  const image = images.find((one) => one.includes('external-secrets')) ?? '';
  return /:([^:/@]+)(@|$)/.exec(image)?.[1] ?? 'of unknown version';
}

async function checkFinalizers(doctor: Doctor): Promise<readonly Finding[]> {
  if (!doctor.halves.includes('secrets')) return [];
  const isRunning = (await readControllers(doctor)).length > 0;
  return [judgeFinalizers(await readHeldKinds(doctor.user().cluster), isRunning, doctor)];
}
