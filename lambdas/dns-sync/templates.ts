import type { DnsSyncConfig } from '../core/dns/config.ts';
import type { NameTemplates } from '../core/dns/name-templates.ts';
import { invalidConfiguration } from './config.ts';

/**
 * Loads the template language once, and only where templates of names are configured: its file is larger than the
 * rest of the function's own code. The loader rejects with TerminalError `InvalidConfiguration` for a template that
 * cannot be parsed.
 */
export function createTemplateLoader({ templates }: DnsSyncConfig): () => Promise<NameTemplates | undefined> {
  let loaded: Promise<NameTemplates> | undefined;
  return async () => {
    if (templates === undefined || templates.fqdn.length + templates.fqdnTarget.length === 0)
      return undefined;
    loaded ??= import('../core/dns/template/name-templates.lazy.ts').then(({ compileNameTemplates }) =>
      compileNameTemplates(templates),
    );
    try {
      return await loaded;
    } catch (error) {
      loaded = undefined;
      if (error instanceof SyntaxError) throw invalidConfiguration([error.message]);
      throw error;
    }
  };
}
