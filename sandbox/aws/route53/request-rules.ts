import { AwsServiceError } from '../service-error.ts';
import type { Change } from './record-set.ts';
import { routingPolicies } from './record-set.ts';

/** Values and characters of `Value` in one batch (Route 53 quotas); UPSERT counts twice. */
const BATCH_VALUES_MAX = 1000;
const BATCH_CHARACTERS_MAX = 32_000;
const TYPES = 'SOA A TXT NS CNAME MX NAPTR PTR SRV SPF AAAA CAA DS TLSA SSHFP SVCB HTTPS'.split(' ');
const TTL_MAX = 2 ** 31 - 1;

/** What is wrong with the form of a request, before any zone is looked at: InvalidInput, at the first change. */
export function checkRequestForm(changes: readonly Change[]): void {
  if (changes.length === 0) {
    throw new AwsServiceError('InvalidInput', 'Invalid request: a change batch needs at least one change');
  }
  for (const change of changes) {
    const problem = formProblem(change);
    if (problem === undefined) continue;
    const { Name, Type, SetIdentifier } = change.ResourceRecordSet;
    const where = `[Action=${change.Action}, Name=${Name}, Type=${Type}, SetIdentifier=${SetIdentifier ?? 'null'}]`;
    throw new AwsServiceError('InvalidInput', `Invalid request: ${problem} in Change with ${where}`);
  }
}

/** The quotas of one batch; above them the whole batch is an InvalidChangeBatch. */
export function checkBatchSize(changes: readonly Change[]): void {
  let values = 0;
  let characters = 0;
  for (const { Action, ResourceRecordSet: set } of changes) {
    const weight = Action === 'UPSERT' ? 2 : 1;
    for (const record of set.ResourceRecords ?? []) {
      values += weight;
      characters += weight * record.Value.length;
    }
  }
  const messages: string[] = [];
  if (values > BATCH_VALUES_MAX) messages.push(`Number of records limit of ${BATCH_VALUES_MAX} exceeded.`);
  if (characters > BATCH_CHARACTERS_MAX)
    messages.push(`Number of characters limit of ${BATCH_CHARACTERS_MAX} exceeded.`);
  if (messages.length > 0) throw new AwsServiceError('InvalidChangeBatch', `[${messages.join(', ')}]`);
}

function formProblem(change: Change): string | undefined {
  if (!['CREATE', 'DELETE', 'UPSERT'].includes(change.Action)) return `unknown action ${change.Action}`;
  return typeProblem(change) ?? contentProblem(change) ?? routingProblem(change);
}

function typeProblem({ ResourceRecordSet: set }: Change): string | undefined {
  return TYPES.includes(set.Type) ? undefined : `unknown record type ${set.Type}`;
}

function contentProblem({ ResourceRecordSet: set }: Change): string | undefined {
  const hasRecords =
    set.TTL !== undefined && set.ResourceRecords !== undefined && set.ResourceRecords.length > 0;
  const hasAlias = set.AliasTarget !== undefined;
  if (hasRecords === hasAlias) {
    const found = hasAlias ? 'more than one' : 'none';
    return (
      'Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], ' +
      `but found ${found}`
    );
  }
  if (hasAlias && set.TTL !== undefined) return "Unexpected field 'TTL' beside 'AliasTarget'";
  if (set.TTL !== undefined && !(Number.isInteger(set.TTL) && set.TTL >= 0 && set.TTL <= TTL_MAX)) {
    return `TTL must be between 0 and ${TTL_MAX}`;
  }
  return undefined;
}

function routingProblem({ ResourceRecordSet: set }: Change): string | undefined {
  const policies = routingPolicies(set);
  if (policies.length > 0 && set.SetIdentifier === undefined) return "Missing field 'SetIdentifier'";
  if (set.SetIdentifier !== undefined && policies.length !== 1) {
    const found = policies.length === 0 ? 'none' : 'more than one';
    return `Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found ${found}`;
  }
  if (set.SetIdentifier !== undefined && (set.SetIdentifier === '' || set.SetIdentifier.length > 128)) {
    return 'SetIdentifier must have between 1 and 128 characters';
  }
  if (set.Weight !== undefined && !(Number.isInteger(set.Weight) && set.Weight >= 0 && set.Weight <= 255)) {
    return 'Weight must be between 0 and 255';
  }
  return undefined;
}
