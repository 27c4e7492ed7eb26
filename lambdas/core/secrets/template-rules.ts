import type { RawSpec } from './raw-spec.ts';
import type { RawTemplate } from './raw-template.ts';

const FIELD = 'spec.target.template';
const TARGETS: readonly string[] = ['', 'data', 'annotations', 'labels'];
const ACCOUNT_TOKEN = 'kubernetes.io/service-account-token';
const ACCOUNT_ANNOTATION = 'kubernetes.io/service-account.name';
const BOOTSTRAP_TOKEN = 'bootstrap.kubernetes.io/token';

/**
 * What ESO's webhook refuses of a template. The guards of token types keep an ExternalSecret from minting credentials
 * of the cluster (reference: eso 1.1).
 */
export function findTemplateBreach({ target }: RawSpec): string | undefined {
  const template = target?.template;
  if (template === undefined || template === null) return undefined;
  return findEngineBreach(template) ?? findTargetBreach(template) ?? findTypeBreach(template);
}

function findEngineBreach({ engineVersion }: RawTemplate): string | undefined {
  if (engineVersion === undefined || engineVersion === null || ['', 'v2'].includes(engineVersion)) {
    return undefined;
  }
  return `${FIELD}.engineVersion ${JSON.stringify(engineVersion)} is not supported: External Secrets Operator has removed it, set v2`;
}

function findTargetBreach({ templateFrom }: RawTemplate): string | undefined {
  for (const [index, { target }] of (templateFrom ?? []).entries()) {
    if (!TARGETS.includes(target?.toLowerCase() ?? '')) {
      return (
        `${FIELD}.templateFrom[${index}].target: templateFrom target=${JSON.stringify(target)} is not allowed when ` +
        'targeting a Secret, must be one of "Data", "Annotations" or "Labels"'
      );
    }
  }
  return undefined;
}

function findTypeBreach({ type, metadata, templateFrom }: RawTemplate): string | undefined {
  if (type === BOOTSTRAP_TOKEN) return `${FIELD}.type: template.type="${BOOTSTRAP_TOKEN}" is not allowed`;
  if (type !== ACCOUNT_TOKEN) return undefined;
  if (Object.hasOwn(metadata?.annotations ?? {}, ACCOUNT_ANNOTATION)) {
    return (
      `${FIELD}.metadata.annotations: the annotation ${ACCOUNT_ANNOTATION} is not allowed with ` +
      `template.type="${ACCOUNT_TOKEN}"`
    );
  }
  const index = (templateFrom ?? []).findIndex(({ target }) => target?.toLowerCase() === 'annotations');
  return index === -1
    ? undefined
    : `${FIELD}.templateFrom[${index}].target: annotations out of templates are not allowed with template.type="${ACCOUNT_TOKEN}"`;
}
