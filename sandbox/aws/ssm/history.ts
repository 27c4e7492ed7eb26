import { requireParameter } from './name.ts';
import type { PageRequest } from './page.ts';
import { takePage } from './page.ts';
import type { ParameterVersion, SsmState } from './parameter.ts';
import { ciphertextOf, parameterArn } from './parameter.ts';

const HISTORY_PAGE = 50;

/** All kept versions, oldest first, with their labels. */
export function getParameterHistory(
  state: SsmState,
  request: PageRequest & { readonly Name: string; readonly WithDecryption?: boolean },
): { Parameters: Record<string, unknown>[]; NextToken?: string } {
  const parameter = requireParameter(state, request.Name);
  const arn = parameterArn(state, parameter.name);
  // Padded, because page tokens compare as text.
  const key = (entry: ParameterVersion) => String(entry.version).padStart(12, '0');
  const { items, NextToken } = takePage(parameter.versions, request, { limit: HISTORY_PAGE, key });
  const Parameters = items.map((version) => ({
    Name: parameter.name,
    Type: version.type,
    ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
    LastModifiedDate: version.lastModified / 1000,
    LastModifiedUser: version.user,
    ...(version.description === undefined ? {} : { Description: version.description }),
    Value:
      version.type === 'SecureString' && request.WithDecryption !== true
        ? ciphertextOf(arn, version)
        : version.value,
    Version: version.version,
    Labels: [...version.labels].sort(),
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  }));
  return { Parameters, ...(NextToken === undefined ? {} : { NextToken }) };
}
