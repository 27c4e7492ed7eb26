import { compileCel } from './cel.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Caller } from './requests/context.ts';

/** A token whose signature and times are fine. */
export interface Verified {
  readonly claims: JsonObject;
}

/**
 * The user that one `jwt[]` entry of an AuthenticationConfiguration makes of a token's claims. Throws with the
 * rule's own message when a rule refuses it.
 */
export function readUser({ claims }: Verified, rule: JsonObject): Caller {
  checkAudience(claims, rule);
  for (const one of listOf(rule['claimValidationRules'])) checkClaim(claims, one);
  const mappings = isObject(rule['claimMappings']) ? rule['claimMappings'] : {};
  const username = String(readMapping(claims, mappings['username']));
  if (username === '') throw new Error('the username of the token is empty');
  const mapped = readMapping(claims, mappings['groups']);
  const groups = Array.isArray(mapped) ? mapped.map(String) : mapped === undefined ? [] : [String(mapped)];
  for (const { expression, message } of listOf(rule['userValidationRules'])) {
    const user = { username, groups, uid: '', extra: {} };
    if (compileCel(String(expression))({ user }) !== true) throw refused(message, expression);
  }
  return { username, groups };
}

function checkAudience(claims: JsonObject, rule: JsonObject): void {
  const issuer = isObject(rule['issuer']) ? rule['issuer'] : {};
  const allowed = Array.isArray(issuer['audiences']) ? issuer['audiences'] : [];
  const given = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']];
  if (given.some((audience) => allowed.includes(audience))) return;
  throw new Error(`expected audience in ${JSON.stringify(allowed)}, got ${JSON.stringify(given)}`);
}

function checkClaim(claims: JsonObject, rule: JsonObject): void {
  const { claim, requiredValue, expression, message } = rule;
  if (typeof claim === 'string') {
    if (claims[claim] !== (requiredValue ?? '')) throw new Error(`claim ${claim} is not as required`);
    return;
  }
  if (compileCel(String(expression))({ claims }) !== true) throw refused(message, expression);
}

function readMapping(claims: JsonObject, mapping: unknown): unknown {
  if (!isObject(mapping)) return undefined;
  const { claim, prefix, expression } = mapping;
  if (typeof expression === 'string') return compileCel(expression)({ claims });
  if (typeof claim !== 'string') return undefined;
  const value = claims[claim];
  const prefixed = (one: unknown): string => `${String(prefix ?? '')}${String(one)}`;
  return Array.isArray(value) ? value.map(prefixed) : prefixed(value);
}

function refused(message: unknown, expression: unknown): Error {
  return new Error(`validation expression '${String(expression)}' failed: ${String(message ?? '')}`);
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
