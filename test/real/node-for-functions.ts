import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A `node` for MiniStack, which starts functions with what it finds on the PATH and gives all of them the same
 * credentials: it adds the function's name to the URL of STS, so that they can be told apart there.
 * @param directory made; to be put first on the PATH
 * @param node the program behind it
 */
export function writeNodeForFunctions(directory: string, node: string): void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'node');
  writeFileSync(
    file,
    [
      '#!/bin/sh',
      'if [ -n "$AWS_LAMBDA_FUNCTION_NAME" ]; then',
      '  export AWS_ENDPOINT_URL_STS="$AWS_ENDPOINT_URL_STS/$AWS_LAMBDA_FUNCTION_NAME"',
      'fi',
      `exec '${node}' "$@"`,
      '',
    ].join('\n'),
  );
  chmodSync(file, 0o755);
}
