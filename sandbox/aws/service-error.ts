/**
 * An error answer of an AWS service: what the wire layer writes and what the fakes hand to classifyAwsError.
 * `code` is the service's own code (`ParameterNotFound`), `status` the HTTP status (400 unless the service says
 * otherwise).
 */
export class AwsServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsServiceError';
    this.code = code;
    this.status = status;
  }
}

/** Parameter validation as the JSON and query services word it: `1 validation error detected: Value ...`. */
export function validationError(value: string, field: string, constraint: string): AwsServiceError {
  const text = `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`;
  return new AwsServiceError('ValidationException', text);
}
