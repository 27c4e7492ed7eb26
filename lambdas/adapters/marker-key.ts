import { TerminalError } from '../core/errors.ts';
import type { ParameterReader } from './parameter-reader.ts';

/**
 * The AES key of an encrypted registry, from the SecureString parameter that the configuration names. Text: 32
 * bytes, or base64 of them. Throws TerminalError when the parameter is absent or empty.
 */
export async function readMarkerKey(parameters: ParameterReader, parameter: string): Promise<string> {
  const { value } = await parameters.getParameter(parameter);
  const key = value?.unwrap().toString('utf8') ?? '';
  if (key !== '') return key;
  throw new TerminalError(`parameter ${parameter} is empty: put the registry's AES key there`, {
    code: 'InvalidConfiguration',
    subject: parameter,
  });
}
