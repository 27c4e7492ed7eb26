import type { HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import type { JsonObject } from './json.ts';
import { StatusError } from './status-error.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

export function respondJson(code: number, body: JsonObject): HttpResponse {
  return { status: code, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** A refusal as its Status; anything else is a defect of the sandbox and is thrown on. */
export function respondError(error: unknown): HttpResponse {
  if (error instanceof StatusError) return respondJson(error.code, error.body);
  throw error;
}
