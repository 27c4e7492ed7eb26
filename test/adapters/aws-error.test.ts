import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { classifyAwsError, fromSdkError } from '../../lambdas/adapters/aws-error.ts';
import { TerminalError, TransientError } from '../../lambdas/core/errors.ts';

function sdkError(name: string, message: string, rest: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    ...rest,
  });
}

/** What the SDK throws when it cannot read an answer: its parser's error, with the answer hidden in it. */
function unreadable(body: string): Error {
  const error = Object.assign(new SyntaxError(`Unexpected end of ${body}`), {
    $metadata: { httpStatusCode: 200 },
    $responseBodyText: body,
  });
  return Object.defineProperty(error, '$response', { value: { statusCode: 200, body }, enumerable: false });
}

describe('what may succeed later is told apart from what needs a person', () => {
  test.each([
    'ThrottlingException',
    'Throttling',
    'PriorRequestNotComplete',
    'InternalServerError',
    'ServiceUnavailable',
    'ExpiredTokenException',
    'ECONNRESET',
    'TimeoutError',
    'CredentialsProviderError',
  ])('%s is transient', (code) => {
    expect(classifyAwsError(code, 'x')).toBeInstanceOf(TransientError);
  });

  test.each([
    'AccessDeniedException',
    'ParameterNotFound',
    'ParameterVersionNotFound',
    'InvalidKeyId',
    'InvalidChangeBatch',
    'ValidationException',
    'UnrecognizedClientException',
  ])('%s is terminal', (code) => {
    expect(classifyAwsError(code, 'x')).toBeInstanceOf(TerminalError);
  });

  test('an unknown code of a failing service is transient by its HTTP status', () => {
    const error = fromSdkError(
      sdkError('BrandNewFailure', 'oops', { $metadata: { httpStatusCode: 502 } }),
      '/app/key',
    );

    expect(error).toBeInstanceOf(TransientError);
    expect(error.code).toBe('BrandNewFailure');
    expect(error.subject).toBe('/app/key');
  });

  test('an unknown code of a refusal is terminal', () => {
    expect(fromSdkError(sdkError('BrandNewRefusal', 'no'))).toBeInstanceOf(TerminalError);
  });

  test('an error that was converted before is passed on as it is', () => {
    const converted = new TransientError('x', { code: 'Y' });

    expect(fromSdkError(converted)).toBe(converted);
  });

  test('an answer that could not be parsed was cut on its way: it is transient', () => {
    const error = fromSdkError(unreadable('{"Parameters":[{'), '/app/key');

    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: 'InvalidAnswer', subject: '/app/key' });
  });

  test('what fails before a request leaves is terminal', () => {
    expect(fromSdkError(new TypeError('no value for HostedZoneId'))).toBeInstanceOf(TerminalError);
  });

  test('a broken connection keeps its socket code', () => {
    const error = fromSdkError(
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    );

    expect(error).toBeInstanceOf(TransientError);
    expect(error.code).toBe('ECONNREFUSED');
  });
});

describe('messages', () => {
  test('lose request ids, so that the same failure reads the same every time', () => {
    const first =
      'key is disabled (Service: AWSKMS; Status Code: 400; Error Code: DisabledException; Request ID: a-1; Proxy: null)';
    const second = 'operation failed, request id: 7f1e6f2a-5f5a-4be1-b1d4-0a4f0d3a2f11';

    expect(classifyAwsError('InvalidKeyId', first).message).toBe('key is disabled');
    expect(classifyAwsError('X', second).message).toBe('operation failed');
  });

  test('lose credential scopes and session tokens', () => {
    const message =
      'signature mismatch Credential=AKIAEXAMPLE/20261122/us-east-1/ssm Signature=abc X-Amz-Security-Token=tok';

    expect(classifyAwsError('SignatureDoesNotMatch', message).message).toBe('signature mismatch');
  });

  test('carry every reason of a refused change batch', () => {
    const error = fromSdkError(sdkError('InvalidChangeBatch', '', { messages: ['a exists', 'b differs'] }));

    expect(error.code).toBe('InvalidChangeBatch');
    expect(error.message).toBe('a exists, b differs');
  });

  test('never quote what failed in our own process before there was an answer', () => {
    const error = fromSdkError(new SyntaxError('Unexpected token "correct-horse"'), '/app/a');

    expect(error.message).toBe('the call failed with SyntaxError before an answer could be read');
    expect(inspect(error)).not.toContain('correct-horse');
  });

  test('never quote an answer that could not be parsed, nor keep it as cause', () => {
    const unread = unreadable('{"Value":"hunter2"');

    const error = fromSdkError(unread, '/app/key');

    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
    expect(error.message).toContain('SyntaxError');
  });
});
