import type { JsonObject } from './json.ts';
import type { FieldError } from './schema/field-error.ts';

/** Group and plural of a resource, as error messages name it: `externalsecrets.external-secrets.io`. */
export interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

/** A refusal, thrown by the handlers and answered as a `Status` object (apimachinery `api/errors`). */
export class StatusError extends Error {
  readonly code: number;
  readonly body: JsonObject;

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.name = 'StatusError';
    this.code = code;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

function qualify(resource: GroupResource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

function details(resource: GroupResource, name: string): JsonObject {
  return {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
  };
}

/** The refusals the API server makes, each with its own status code, reason and wording. */
export const refuse = {
  notFound: (resource: GroupResource, name: string): StatusError =>
    new StatusError(404, 'NotFound', `${qualify(resource)} "${name}" not found`, details(resource, name)),

  alreadyExists: (resource: GroupResource, name: string): StatusError => {
    const message = `${qualify(resource)} "${name}" already exists`;
    return new StatusError(409, 'AlreadyExists', message, details(resource, name));
  },

  conflict: (resource: GroupResource, name: string, why: string): StatusError => {
    const message = `Operation cannot be fulfilled on ${qualify(resource)} "${name}": ${why}`;
    return new StatusError(409, 'Conflict', message, details(resource, name));
  },

  applyConflict: (message: string, causes: readonly JsonObject[]): StatusError =>
    new StatusError(409, 'Conflict', message, { causes }),

  forbidden: (resource: GroupResource, name: string, why: string): StatusError => {
    const subject = name === '' ? qualify(resource) : `${qualify(resource)} "${name}"`;
    return new StatusError(403, 'Forbidden', `${subject} is forbidden: ${why}`, details(resource, name));
  },

  unauthorized: (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized'),

  badRequest: (message: string): StatusError => new StatusError(400, 'BadRequest', message),

  /** 422 without causes: a patch that does not fit the object. */
  unprocessable: (message: string): StatusError => new StatusError(422, 'Invalid', message, {}),

  /** An error the server did not expect: no reason, status 500. */
  internal: (message: string): StatusError => new StatusError(500, '', message),

  /** Custom resources and built-in kinds are served by different handlers, each with its own words. */
  unsupportedMediaType: (custom: boolean): StatusError => {
    const accepted =
      'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
    const message = custom
      ? `the body of the request was in an unknown format - accepted media types include: ${accepted}`
      : '415: Unsupported Media Type';
    return new StatusError(415, 'UnsupportedMediaType', message, custom ? undefined : {});
  },

  expired: (message: string): StatusError => new StatusError(410, 'Expired', message),

  tooLarge: (limit: number): StatusError =>
    new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`),

  /** What the sandbox leaves to a real API server. */
  notImplemented: (what: string): StatusError => {
    const message = `the sandbox's API server does not serve ${what}; start the sandbox with a real one: npm start -- --real`;
    return new StatusError(501, 'NotImplemented', message);
  },
};

/** 422 for an object: `Secret "x" is invalid: [a, b]`, one cause for each finding. */
export function invalidObject(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const subject = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const lines = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const list = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${subject} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    ...(kind.kind === '' ? {} : { kind: kind.kind }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  });
}
