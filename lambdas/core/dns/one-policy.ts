import { compareBytes } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import type { RecordDecision } from './decision.ts';
import type { Endpoint } from './endpoint.ts';
import type { NameInput } from './plan-name.ts';
import { noteRefusal } from './plan-notes.ts';
import { DNS_REASON } from './reasons.ts';
import type { RecordSet } from './record-set.ts';
import { isReplaced } from './replacements.ts';
import { policyOf } from './routing-policy.ts';

/**
 * Record sets of one name and type share one routing policy: Route 53 refuses a batch that mixes two, and with it
 * everything else under the name, for as long as the objects disagree. A set that would move to another policy than
 * its siblings have stays as it is, and its object is told; siblings that move together move in one batch. One whose
 * deletion waits for a second observation is there meanwhile.
 */
export function refuseTwoPolicies(
  decisions: readonly RecordDecision[],
  input: NameInput,
  notes: ReportEntry[],
): readonly RecordDecision[] {
  const changing = decisions.filter(({ verb }) => verb === 'create' || verb === 'update');
  const types = new Set(changing.filter(({ setIdentifier }) => setIdentifier !== '').map(({ type }) => type));
  let result = decisions;
  for (const type of types) {
    const policy = sharedPolicy(decisions, type, input);
    result = result.flatMap((decision) => {
      const { endpoint, desired, verb } = decision;
      const isOther =
        decision.type === type &&
        (verb === 'create' || verb === 'update') &&
        policyOf(desired) !== policy &&
        decision.setIdentifier !== '';
      if (!isOther || endpoint === undefined) return [decision];
      notes.push(explain({ endpoint, desired, policy }, input.zone.zone.id));
      const kept = { ...decision, verb: 'keep' as const, reason: DNS_REASON.invalidRouting };
      return verb === 'create' ? [] : [kept];
    });
  }
  return result;
}

/** The policy of the sets that do not change theirs; without any, of the first set identifier. */
function sharedPolicy(decisions: readonly RecordDecision[], type: string, { observed }: NameInput): string {
  const created = decisions.filter(({ verb }) => verb === 'create');
  const routed = decisions.filter(
    (one) => one.type === type && one.setIdentifier !== '' && !isReplaced(one, created),
  );
  const decided = new Set(decisions.map((one) => one.observed));
  const strangers = observed.records.filter(
    (record) => record.type === type && record.setIdentifier !== '' && !decided.has(record),
  );
  const unmoved = routed.filter(
    ({ desired, observed: found }) =>
      found !== undefined && (desired === undefined || policyOf(desired) === policyOf(found.set)),
  );
  const [staying] = [...strangers.map(({ set }) => set), ...unmoved.map((one) => one.observed?.set)];
  if (staying !== undefined) return policyOf(staying);
  const [first] = [...routed].sort((left, right) => compareBytes(left.setIdentifier, right.setIdentifier));
  return policyOf(first?.desired);
}

function explain(
  {
    endpoint,
    desired,
    policy,
  }: { readonly endpoint: Endpoint; readonly desired: RecordSet | undefined; readonly policy: string },
  zoneId: string,
): ReportEntry {
  const { dnsName, setIdentifier, recordType } = endpoint;
  return noteRefusal(endpoint, zoneId, {
    reason: DNS_REASON.invalidRouting,
    message:
      `${dnsName} ${JSON.stringify(setIdentifier)} has ${policyOf(desired)} routing, and other ${recordType} sets of the ` +
      `name have ${policy}: give all of them one policy`,
  });
}
