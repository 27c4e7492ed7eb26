import { readManifest } from '../runtime/manifests.ts';
import { LOAD_BALANCER } from './load-balancer.ts';
import { isInSync, recordNames } from './record-observations.ts';
import type { Stage } from './stage.ts';

const INGRESS = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  namespace: 'auth',
  name: 'auth',
};
const HOSTNAME = 'auth.dev.growbin.app';
const NEW_HOSTNAME = 'login.dev.growbin.app';
const ANNOTATION = 'external-dns.alpha.kubernetes.io/hostname';
/** A little more than the delay between two observations. */
const SECOND_OBSERVATION_MS = 61_000;

/** An Ingress gets its load balancer and its records; its hostname changes, and the old records go slowly. */
export async function tellDns(stage: Stage): Promise<void> {
  await tellNewIngress(stage);
  await tellNewHostname(stage);
}

async function tellNewIngress(stage: Stage): Promise<void> {
  const { narrator, administrator, sandbox } = stage;
  narrator.step('An Ingress gets its load balancer, and its name resolves');
  await administrator.apply(readManifest('ingress'));
  narrator.did('kubectl apply -f sandbox/manifests/ingress.yaml');
  const status = { loadBalancer: { ingress: [{ hostname: LOAD_BALANCER }] } };
  await administrator.patch(INGRESS, { status }, 'status');
  narrator.did(`status filled as the AWS Load Balancer Controller would: ${LOAD_BALANCER}`);
  await stage.untilIdle();
  stage.advanceToSweep('it finds the Ingress');
  const found = await stage.expect(
    (names: readonly string[]) => `${names.length} record sets for ${HOSTNAME}`,
    () => completeSet(recordNames(sandbox, HOSTNAME)),
  );
  for (const name of found ?? []) narrator.detail(name);
  await stage.expect('all of it INSYNC on the name servers', () => (isInSync(sandbox) ? true : undefined));
}

async function tellNewHostname(stage: Stage): Promise<void> {
  const { narrator, administrator, sandbox } = stage;
  narrator.step('The hostname changes; the old records go after their second observation');
  await stage.untilIdle();
  const rules = (await administrator.get(INGRESS))?.['spec'] as { rules: readonly object[] };
  await administrator.patch(INGRESS, {
    metadata: { annotations: { [ANNOTATION]: NEW_HOSTNAME } },
    spec: { rules: rules.rules.map((rule) => ({ ...rule, host: NEW_HOSTNAME })) },
  });
  narrator.did(`kubectl -n auth patch ingress auth: host ${HOSTNAME} becomes ${NEW_HOSTNAME}`);
  stage.advanceToSweep('it finds the change');
  await stage.expect(`records for ${NEW_HOSTNAME}`, () => completeSet(recordNames(sandbox, NEW_HOSTNAME)));
  await stage.untilIdle();
  const kept = recordNames(sandbox, HOSTNAME).length;
  if (kept > 0)
    narrator.saw(`${HOSTNAME} still has its ${kept} record sets: one observation deletes nothing`);
  else narrator.missed(`the records of ${HOSTNAME} went after a single observation`);
  stage.advance(SECOND_OBSERVATION_MS, 'past the delay of the second observation');
  await stage.expect(`no record set of ${HOSTNAME} is left, markers included`, () =>
    recordNames(sandbox, HOSTNAME).length === 0 ? true : undefined,
  );
  const others = recordNames(sandbox, NEW_HOSTNAME).length;
  if (others > 0) narrator.saw(`${NEW_HOSTNAME} keeps its ${others} record sets`);
  else narrator.missed(`the records of ${NEW_HOSTNAME} are gone`);
}

/** The address record together with a marker. */
function completeSet(names: readonly string[]): readonly string[] | undefined {
  const has = (type: string): boolean => names.some((name) => name.endsWith(` ${type}`));
  return has('A') && has('TXT') ? names : undefined;
}
