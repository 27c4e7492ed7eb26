import type { JsonObject } from './json.ts';
import { refuse } from './status-error.ts';

/**
 * `kubectl create namespace|secret|configmap|serviceaccount` and `kubectl auth can-i` send protobuf whatever the
 * server says it likes. These kinds are decoded here; field numbers are those of the published `generated.proto` files.
 */
type Field = { readonly name: string; readonly type: FieldType; readonly repeated?: boolean };
type FieldType = 'string' | 'bytes' | 'bool' | 'int' | 'text-map' | 'bytes-map' | Message;
type Message = { readonly [number: number]: Field };

const OWNER: Message = {
  1: { name: 'kind', type: 'string' },
  3: { name: 'name', type: 'string' },
  4: { name: 'uid', type: 'string' },
  5: { name: 'apiVersion', type: 'string' },
  6: { name: 'controller', type: 'bool' },
  7: { name: 'blockOwnerDeletion', type: 'bool' },
};

const META: Message = {
  1: { name: 'name', type: 'string' },
  2: { name: 'generateName', type: 'string' },
  3: { name: 'namespace', type: 'string' },
  5: { name: 'uid', type: 'string' },
  6: { name: 'resourceVersion', type: 'string' },
  7: { name: 'generation', type: 'int' },
  11: { name: 'labels', type: 'text-map' },
  12: { name: 'annotations', type: 'text-map' },
  13: { name: 'ownerReferences', type: OWNER, repeated: true },
  14: { name: 'finalizers', type: 'string', repeated: true },
};

const METADATA: Field = { name: 'metadata', type: META };

const RESOURCE_ATTRIBUTES: Message = {
  1: { name: 'namespace', type: 'string' },
  2: { name: 'verb', type: 'string' },
  3: { name: 'group', type: 'string' },
  4: { name: 'version', type: 'string' },
  5: { name: 'resource', type: 'string' },
  6: { name: 'subresource', type: 'string' },
  7: { name: 'name', type: 'string' },
};

const KINDS: Readonly<Record<string, Message>> = {
  Namespace: { 1: METADATA },
  Secret: {
    1: METADATA,
    2: { name: 'data', type: 'bytes-map' },
    3: { name: 'type', type: 'string' },
    4: { name: 'stringData', type: 'text-map' },
    5: { name: 'immutable', type: 'bool' },
  },
  ConfigMap: {
    1: METADATA,
    2: { name: 'data', type: 'text-map' },
    3: { name: 'binaryData', type: 'bytes-map' },
    4: { name: 'immutable', type: 'bool' },
  },
  SelfSubjectAccessReview: {
    2: { name: 'spec', type: { 1: { name: 'resourceAttributes', type: RESOURCE_ATTRIBUTES } } },
  },
  ServiceAccount: { 1: METADATA, 4: { name: 'automountServiceAccountToken', type: 'bool' } },
};

/** Every encoded object begins with these bytes: `k8s` and a zero. */
const MAGIC_LENGTH = 4;
const ENVELOPE: Message = {
  1: {
    name: 'type',
    type: { 1: { name: 'apiVersion', type: 'string' }, 2: { name: 'kind', type: 'string' } },
  },
  2: { name: 'raw', type: 'bytes' },
};

/** The JSON of a protobuf body. Throws 415 for other kinds, naming the way that works. */
export function decodeProtobuf(body: Buffer): JsonObject {
  const envelope = decode(body.subarray(MAGIC_LENGTH), ENVELOPE);
  const { apiVersion, kind } = envelope['type'] as JsonObject;
  const message = KINDS[String(kind)];
  if (message === undefined) {
    throw refuse.notImplemented(`${String(kind)} as protobuf (write it to a file and use kubectl create -f)`);
  }
  const raw = Buffer.from(String(envelope['raw']), 'base64');
  return { apiVersion, kind, ...decode(raw, message) };
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

function decode(bytes: Buffer, message: Message): JsonObject {
  const object: JsonObject = {};
  const cursor: Cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = varint(cursor);
    const value = (tag & 7) === 2 ? chunk(cursor) : varint(cursor);
    const field = message[tag >> 3];
    if (field !== undefined) assign(object, field, value);
  }
  return object;
}

function assign(object: JsonObject, { name, type, repeated }: Field, value: Buffer | number): void {
  if (type === 'text-map' || type === 'bytes-map') {
    const values = type === 'text-map' ? 'string' : 'bytes';
    const entry = decode(value as Buffer, {
      1: { name: 'key', type: 'string' },
      2: { name: 'value', type: values },
    });
    object[name] = { ...(object[name] as JsonObject), [String(entry['key'])]: entry['value'] ?? '' };
    return;
  }
  const read = typeof value === 'number' ? readNumber(value, type) : readChunk(value, type);
  if (repeated === true) object[name] = [...((object[name] as unknown[]) ?? []), read];
  else if (read !== '') object[name] = read;
}

function readNumber(value: number, type: FieldType): unknown {
  return type === 'bool' ? value !== 0 : value;
}

function readChunk(value: Buffer, type: FieldType): unknown {
  if (type === 'string') return value.toString('utf8');
  return typeof type === 'object' ? decode(value, type) : value.toString('base64');
}

function varint(cursor: Cursor): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw refuse.badRequest('the protobuf body ends early');
    cursor.at += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
}

function chunk(cursor: Cursor): Buffer {
  const length = varint(cursor);
  const start = cursor.at;
  cursor.at += length;
  return cursor.bytes.subarray(start, cursor.at);
}
