import type { KubernetesObject } from '../../kubernetes.ts';
import { compareBytes } from '../../object-key.ts';
import { toByteString, toText } from '../../secrets/template/byte-string.ts';
import { Execution } from '../../secrets/template/exec/execution.ts';
import { Budget } from '../../secrets/template/limits.ts';
import type { ParsedTemplate } from '../../secrets/template/syntax/node.ts';
import { parseTemplate } from '../../secrets/template/syntax/parser.ts';
import { TemplateError } from '../../secrets/template/template-error.ts';
import type { GoObject } from '../../secrets/template/values.ts';
import type { DnsSourceKind, TemplateOptions } from '../config.ts';
import type { NameTemplates, RenderNames } from '../name-templates.ts';
import { functionsOf, isNameFunction } from './functions.ts';
import { jsonView, typedView } from './object-view.ts';

/**
 * ExternalDNS's templates of host names (`source/template`), on the template language of secrets with ExternalDNS's
 * own functions. Several templates are one, joined by commas. Throws SyntaxError for one that cannot be parsed, naming
 * the setting and the template.
 */
export function compileNameTemplates({ fqdn, fqdnTarget, combine }: TemplateOptions): NameTemplates {
  const names = compile(fqdn, 'dns.fqdnTemplates');
  const pairs = compile(fqdnTarget, 'dns.fqdnTargetTemplates');
  return {
    combine,
    readsStatus: [...fqdn, ...fqdnTarget].some((template) => /\.(Status|Object)\b/.test(template)),
    ...(names === undefined ? {} : { names }),
    ...(pairs === undefined ? {} : { pairs }),
  };
}

/** Each is parsed behind those before it, so that the message names the one that is wrong. */
function compile(templates: readonly string[], setting: string): RenderNames | undefined {
  let parsed: ParsedTemplate | undefined;
  for (const [index, template] of templates.entries()) {
    parsed = parse(
      templates.slice(0, index + 1).join(','),
      `${setting}[${index}] ${JSON.stringify(template)}`,
    );
  }
  if (parsed === undefined || templates.join('').trim() === '') return undefined;
  const joined = parsed;
  return (object, source) => render(joined, object, source);
}

function parse(text: string, what: string): ParsedTemplate {
  try {
    return parseTemplate({ name: 'endpoint', text: toByteString(text), isFunction: isNameFunction });
  } catch (error) {
    if (error instanceof TemplateError) throw new SyntaxError(`${what}: ${toText(error.message)}`);
    throw error;
  }
}

/** Over the Go struct, where a missing key is no value; if that fails, over the JSON, where it is an error. */
function render(
  parsed: ParsedTemplate,
  object: KubernetesObject,
  source: DnsSourceKind,
): ReturnType<RenderNames> {
  const typed = execute(parsed, typedView(object), { source, missingKeys: 'none' });
  const { text, problem } =
    typed.text === undefined ? execute(parsed, jsonView(object), { source, missingKeys: 'error' }) : typed;
  if (text !== undefined) return { ok: true, texts: splitNames(text) };
  return { ok: false, problem: `${typed.problem}; over the object's JSON: ${problem}` };
}

function execute(
  parsed: ParsedTemplate,
  view: GoObject,
  { source, missingKeys }: { readonly source: DnsSourceKind; readonly missingKeys: 'error' | 'none' },
): { readonly text?: string; readonly problem?: string } {
  const environment = { budget: new Budget(), libraries: {}, chance: undefined, missingKeys };
  try {
    return { text: toText(new Execution(parsed, functionsOf(source), environment).run(view)) };
  } catch (error) {
    if (error instanceof TemplateError) return { problem: toText(error.message).replaceAll('\n', ' ') };
    if (error instanceof RangeError) return { problem: 'the template is nested too deeply' };
    throw error;
  }
}

function splitNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim().replace(/\.$/, ''));
  return [...new Set(names.filter((name) => name !== ''))].sort(compareBytes);
}
