import type { ReportEntry } from '../report.ts';
import type { RecordDecision } from './decision.ts';
import type { NameInput } from './plan-name.ts';
import { noteRefusal } from './plan-notes.ts';
import { DNS_REASON } from './reasons.ts';
import { LABEL } from './registry.ts';
import { policyOf } from './routing-policy.ts';

/**
 * A deletion that makes room for a creation is part of an update: another type of the same set identifier, simple sets
 * that give way to routed ones (Route 53 takes no mixture), what the same object had in its place, or what two
 * observations found unwanted. Policies without deletion refuse the update.
 */
export function pairReplacements(
  decisions: readonly RecordDecision[],
  { zone, context }: NameInput,
  notes: ReportEntry[],
): readonly RecordDecision[] {
  const created = decisions.filter((decision) => decision.verb === 'create');
  if (created.length === 0) return decisions;
  const makesRoom = (decision: RecordDecision) => isReplaced(decision, created);
  if (!decisions.some(makesRoom)) return decisions;
  if (context.policy === 'sync') {
    return decisions.map((decision) =>
      makesRoom(decision) ? { ...decision, verb: 'replace', reason: DNS_REASON.typeChanged } : decision,
    );
  }
  const message = `policy ${context.policy} forbids the deletion that the type change needs: use policy sync`;
  for (const { endpoint } of created) {
    if (endpoint !== undefined)
      notes.push(noteRefusal(endpoint, zone.zone.id, { reason: DNS_REASON.policyForbids, message }));
  }
  return decisions.filter((decision) => decision.verb !== 'create');
}

/** Whether a deletion makes room for one of the creations. */
export function isReplaced(decision: RecordDecision, created: readonly RecordDecision[]): boolean {
  const { verb, type, setIdentifier, agreed = false } = decision;
  if (verb !== 'delete') return false;
  return created.some((other) => {
    if (agreed && excludes(decision, other)) return true;
    if (other.setIdentifier === setIdentifier || (other.type === type && excludes(decision, other)))
      return true;
    return isOfOneObject(decision, other) && (excludes(decision, other) || isOfTwoPolicies(decision, other));
  });
}

/** The object that asked for the one asks for the other now. */
function isOfOneObject({ observed }: RecordDecision, { endpoint }: RecordDecision): boolean {
  const resource = observed?.labels?.[LABEL.resource];
  return resource !== undefined && resource === endpoint?.resource;
}

function isOfTwoPolicies(left: RecordDecision, right: RecordDecision): boolean {
  return left.type === right.type && policyOf(left.observed?.set) !== policyOf(right.desired);
}

/**
 * Route 53 refuses a name as a whole when its record sets exclude each other, and one object could so stop all others
 * of the name. What stands there wins, also while its deletion waits for a second observation; of new ones addresses
 * win over a CNAME, then the first set identifier. The record that was to give way to a refused one stays.
 */
export function refuseMixtures(
  decisions: readonly RecordDecision[],
  { observed, zone }: NameInput,
  notes: ReportEntry[],
): readonly RecordDecision[] {
  let created = decisions.filter(({ verb }) => verb === 'create').sort(addressesFirst);
  if (created.length === 0) return decisions;
  const going = new Set(decisions.filter((one) => isReplaced(one, created)).map((one) => one.observed));
  const staying: Placed[] = observed.records.filter((record) => !going.has(record));
  const kept = new Set<RecordDecision>();
  const refused = new Set<RecordDecision>();
  for (let isStable = false; !isStable; ) {
    isStable = true;
    const accepted: RecordDecision[] = [];
    for (const one of created) {
      const rival = [...staying, ...accepted].find((other) => excludes(other, one));
      if (rival === undefined) accepted.push(one);
      else {
        refused.add(one);
        notes.push(...explain(one, rival, zone.zone.id));
      }
    }
    created = accepted;
    for (const decision of decisions) {
      if (!going.has(decision.observed) || kept.has(decision)) continue;
      const inItsPlace = (one: RecordDecision) => one.setIdentifier === decision.setIdentifier;
      if (accepted.some(inItsPlace) || ![...refused].some(inItsPlace)) continue;
      kept.add(decision);
      if (decision.observed !== undefined) staying.push(decision.observed);
      isStable = false;
    }
  }
  if (refused.size === 0) return decisions;
  return decisions
    .filter((decision) => !refused.has(decision))
    .map((decision) => (kept.has(decision) ? { ...decision, verb: 'keep' as const } : decision));
}

/** A record set that is there, or is to be. */
interface Placed {
  readonly type: string;
  readonly setIdentifier: string;
}

/** Whether Route 53 refuses to have two record sets of one name together. */
function excludes(left: Placed, right: Placed): boolean {
  if ((left.type === 'CNAME') !== (right.type === 'CNAME')) return true;
  if (left.type !== right.type) return false;
  return (left.setIdentifier === '') !== (right.setIdentifier === '');
}

function addressesFirst(left: RecordDecision, right: RecordDecision): number {
  return Number(left.type === 'CNAME') - Number(right.type === 'CNAME');
}

function explain({ endpoint, type }: RecordDecision, rival: Placed, zoneId: string): readonly ReportEntry[] {
  if (endpoint === undefined) return [];
  const { dnsName } = endpoint;
  const refusal =
    type === rival.type
      ? {
          reason: DNS_REASON.nameConflict,
          message: `another ${type} of ${dnsName} has ${rival.setIdentifier === '' ? 'no' : 'a'} set identifier: give all of them one, or none`,
        }
      : {
          reason: DNS_REASON.cnameConflict,
          message: `${dnsName} has a record of type ${rival.type}, and a CNAME stands alone: it is not created`,
        };
  return [noteRefusal(endpoint, zoneId, refusal)];
}
