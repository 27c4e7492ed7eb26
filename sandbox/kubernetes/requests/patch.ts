import { cloneJson, isObject, type JsonObject, jsonEqual } from '../json.ts';
import { refuse } from '../status-error.ts';

/** JSON merge patch (RFC 7396): objects join, null removes, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** A JSON patch may have so many operations (apiserver `maxJSONPatchOperations`). */
const OPERATIONS_MAX = 10_000;

/** JSON patch (RFC 6902). `target` is changed in place and returned. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw refuse.badRequest('a JSON patch must be a list of operations');
  if (operations.length > OPERATIONS_MAX) throw refuse.tooLarge(OPERATIONS_MAX);
  const holder = { root: target };
  for (const operation of operations) {
    if (!isObject(operation)) throw refuse.badRequest('an operation of a JSON patch must be an object');
    applyOperation(holder, operation);
  }
  return holder.root;
}

interface Holder {
  root: unknown;
}

function applyOperation(holder: Holder, operation: JsonObject): void {
  const path = String(operation['path']);
  const from = String(operation['from']);
  const kind = operation['op'];
  if (kind === 'add') write(holder, path, { value: cloneJson(operation['value']), insert: true });
  else if (kind === 'remove') remove(holder, path);
  else if (kind === 'copy') write(holder, path, { value: cloneJson(read(holder, from)), insert: true });
  else if (kind === 'replace') {
    read(holder, path);
    write(holder, path, { value: cloneJson(operation['value']), insert: false });
  } else if (kind === 'move') {
    const value = read(holder, from);
    remove(holder, from);
    write(holder, path, { value, insert: true });
  } else if (kind !== 'test') {
    throw refuse.badRequest(`unexpected kind of operation in a JSON patch: ${String(kind)}`);
  } else if (!jsonEqual(read(holder, path), operation['value'])) {
    throw unprocessable(`testing value ${path} failed`);
  }
}

function segments(path: string): string[] {
  if (path === '') return [];
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function child(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function read(holder: Holder, path: string): unknown {
  const value = segments(path).reduce(child, holder.root);
  if (value === undefined) throw missing(path);
  return value;
}

interface Written {
  readonly value: unknown;
  /** Whether a list grows, or the item at the index is replaced. */
  readonly insert: boolean;
}

function write(holder: Holder, path: string, { value, insert }: Written): void {
  const keys = segments(path);
  const last = keys.pop();
  if (last === undefined) {
    holder.root = value;
    return;
  }
  const parent = keys.reduce(child, holder.root);
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index > parent.length) throw missing(path);
    parent.splice(index, insert ? 0 : 1, value);
  } else if (isObject(parent)) parent[last] = value;
  else throw missing(path);
}

function remove(holder: Holder, path: string): void {
  read(holder, path);
  const keys = segments(path);
  const last = keys.pop() ?? '';
  const parent = keys.reduce(child, holder.root);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isObject(parent)) delete parent[last];
}

function missing(path: string): Error {
  return unprocessable(`doc is missing path: ${path}: missing value`);
}

/** The server does not say what did not fit; the sandbox keeps it as the cause. */
function unprocessable(why: string): Error {
  const error = refuse.unprocessable('the server rejected our request due to an error in our request');
  return Object.assign(error, { cause: why });
}
