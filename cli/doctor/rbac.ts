import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import type { Half } from '../../manifests/identity.ts';
import {
  type AccessQuestion,
  type AccessSubject,
  accessSubjectOf,
  compileAccessQuestions,
} from './access-questions.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';

/** What the API server lets the functions do, verb by verb. */
export const RBAC: Link = {
  name: 'rbac',
  needs: ['api-server'],
  checks: { rights: checkRights },
};

/** Reviews in flight. */
const ASKED_AT_ONCE = 8;

async function checkRights(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const questions = compileAccessQuestions(doctor.cluster, half);
    const subject = accessSubjectOf(doctor.cluster, half);
    const { transport } = doctor.user();
    const refused: AccessQuestion[] = [];
    for (let start = 0; start < questions.length; start += ASKED_AT_ONCE) {
      const asked = questions.slice(start, start + ASKED_AT_ONCE);
      const allowed = await Promise.all(asked.map((question) => ask(transport, question, subject)));
      refused.push(...asked.filter((_question, index) => allowed[index] !== true));
    }
    findings.push(...judgeRights(half, { asked: questions.length, refused, subject }, doctor));
  }
  return findings;
}

/** A SubjectAccessReview. Rejects when the person may not ask. */
async function ask(
  transport: Transport,
  { verb, group, resource, subresource, name, namespace }: AccessQuestion,
  { user, groups }: AccessSubject,
): Promise<boolean> {
  const resourceAttributes = { verb, group, resource, subresource, name, namespace };
  const { status, body } = await transport({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups, resourceAttributes },
    }),
  });
  const answer = JSON.parse(body) as {
    readonly status?: { readonly allowed?: boolean };
    readonly message?: string;
  };
  if (status >= 300) throw new Error(`you may not ask what others may do: ${answer.message ?? status}`);
  return answer.status?.allowed === true;
}

/** A finding for each place where something is missing, so that it names the namespace. */
export function judgeRights(
  half: Half,
  review: {
    readonly asked: number;
    readonly refused: readonly AccessQuestion[];
    readonly subject: AccessSubject;
  },
  { sluice }: Pick<Doctor, 'sluice'>,
): readonly Finding[] {
  const { asked, refused, subject } = review;
  const who = subject.groups.find((group) => group.startsWith('sluice:')) ?? subject.user;
  if (refused.length === 0)
    return [
      { check: `${half} rights`, outcome: 'ok', said: `${who} is granted all ${asked} verbs it needs` },
    ];
  const fix = `${sluice('manifests rbac')} | kubectl apply --server-side -f -`;
  const places = Map.groupBy(refused, ({ namespace }) => namespace);
  return [...places].map(([namespace, missing]) => {
    const where = namespace === '' ? 'in the cluster' : `in namespace ${namespace}`;
    const said = `${who} may not ${listVerbs(missing)} ${where}`;
    return { check: `${half} rights`, outcome: 'failed', said, fix };
  });
}

/** `get, list externalsecrets.external-secrets.io; create events` */
function listVerbs(questions: readonly AccessQuestion[]): string {
  const byResource = Map.groupBy(questions, ({ group, resource, subresource }) => {
    const path = subresource === '' ? resource : `${resource}/${subresource}`;
    return group === '' ? path : `${path}.${group}`;
  });
  return [...byResource]
    .map(([resource, some]) => `${[...new Set(some.map(({ verb }) => verb))].join(', ')} ${resource}`)
    .join('; ');
}
