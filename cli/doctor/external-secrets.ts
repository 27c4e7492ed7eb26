import { DEPLOYMENT, readAll } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import { checkFailClosed } from './fail-closed-webhooks.ts';
import { judgeFinalizers, readHeldKinds } from './finalizers.ts';
import type { Finding, Link } from './finding.ts';
import { type RunningProgram, readPrograms } from './running-program.ts';

/** External Secrets Operator: whether it runs beside us, and what it left. */
export const EXTERNAL_SECRETS: Link = {
  name: 'external-secrets',
  needs: ['api-server'],
  checks: { controller: checkController, webhooks: checkFailClosed, finalizers: checkFinalizers },
};

const IMAGE = /(^|\/)external-secrets(:|@|$)/;

async function readControllers(doctor: Doctor): Promise<readonly RunningProgram[]> {
  const deployments = (await readAll(doctor.user().cluster, DEPLOYMENT)) ?? [];
  // The webhook and the certificate controller are the same image with a subcommand.
  return readPrograms(deployments, IMAGE).filter(
    ({ args }) => !/^(webhook|certcontroller)$/.test(args[0] ?? ''),
  );
}

async function checkController(doctor: Doctor): Promise<readonly Finding[]> {
  if (!doctor.halves.includes('secrets')) return [];
  return judgeControllers(await readControllers(doctor), doctor);
}

/** Both may look; that both write the same Secrets is for the time of the handover only. */
export function judgeControllers(
  controllers: readonly RunningProgram[],
  { cluster: { secrets }, sluice }: Pick<Doctor, 'cluster' | 'sluice'>,
): readonly Finding[] {
  const running = controllers.filter(({ replicas }) => replicas > 0);
  if (running.length === 0) return [{ check: 'controller', outcome: 'ok', said: 'does not run' }];
  return running.map(({ name, version, args, owner }) => {
    const check = `controller ${name}`;
    const controllerClass = flagOf(args, 'controller-class') ?? 'default';
    const facts = `${version ?? 'of unknown version'}, controller class ${controllerClass}, of ${owner}`;
    if (secrets?.mode !== 'enforce' || !secrets.storeClasses.includes(controllerClass))
      return { check, outcome: 'ok', said: `runs, ${facts}` };
    const said = `runs, ${facts}: it writes the Secrets of class ${controllerClass} as we do`;
    return { check, outcome: 'warn', said, fix: sluice('handover secrets') };
  });
}

/** The value of `--name=value` or `--name value`. */
function flagOf(args: readonly string[], name: string): string | undefined {
  const index = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const arg = args[index];
  return arg?.includes('=') === true ? arg.slice(arg.indexOf('=') + 1) : arg && args[index + 1];
}

async function checkFinalizers(doctor: Doctor): Promise<readonly Finding[]> {
  if (!doctor.halves.includes('secrets')) return [];
  const isRunning = (await readControllers(doctor)).some(({ replicas }) => replicas > 0);
  return [judgeFinalizers(await readHeldKinds(doctor.user().cluster), isRunning, doctor)];
}
