import type { GeneratedToken, Parameter, TokenIssuers } from '../core/aws-ports.ts';
import { TerminalError } from '../core/errors.ts';
import type { SecretValue } from '../core/secret-value.ts';
import { type ParameterRead, readKey, type Source } from '../core/secrets/source.ts';
import type { SecretSyncDeps } from './deps.ts';
import { toKnown } from './known-error.ts';
import { OUT_OF_TIME, type ParameterReader } from './parameter-reader.ts';

const NOT_COMPARED = new TerminalError('what is generated has no version to compare', { code: 'Generated' });

/** Reads of generators: one token a run for each, whatever ExternalSecrets want it, also after a lost race. */
export function createGeneratorReader(
  deps: SecretSyncDeps,
  { hasTime }: { readonly hasTime: () => boolean },
): ParameterReader {
  const made = new Map<string, ParameterRead>();
  return {
    readVersions: async () => () => ({ kind: 'failed', error: NOT_COMPARED }),
    async readValues(sources) {
      for (const source of sources) {
        const key = readKey(source);
        if (made.has(key) || !hasTime()) continue;
        made.set(key, await generate(deps, source));
      }
      return (source) => made.get(readKey(source)) ?? { kind: 'failed', error: OUT_OF_TIME };
    },
  };
}

async function generate({ clock, tokens }: SecretSyncDeps, source: Source): Promise<ParameterRead> {
  try {
    if (tokens === undefined) {
      throw new TerminalError('generators are not served: add secrets.generators', { code: 'NotServed' });
    }
    const lastModified = clock.now();
    const { values, expiresAt } = await issue(tokens, source);
    const version = Math.floor(expiresAt / 1000);
    const parameter = { name: source.request, arn: '', type: 'Generated', version, lastModified };
    return { kind: 'found', parameter, members: Object.entries(values).map(toMember) };
  } catch (error) {
    return { kind: 'failed', error: toKnown(error) };
  }
}

function issue(tokens: TokenIssuers, { identity, generator, request }: Source): Promise<GeneratedToken> {
  if (generator === undefined) throw new TypeError(`${request} is no generator`);
  return generator.kind === 'ECRAuthorizationToken'
    ? tokens.of(identity).registryToken(generator.scope)
    : tokens.of(identity).sessionToken(generator.request);
}

function toMember([name, value]: [string, SecretValue]): Parameter {
  return { name, arn: '', type: 'Generated', version: 0, lastModified: 0, value };
}
