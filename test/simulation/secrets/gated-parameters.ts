import type { ParameterStore } from '../../../lambdas/core/aws-ports.ts';
import { TerminalError } from '../../../lambdas/core/errors.ts';
import { refuseAws } from '../aws-refusal.ts';
import type { Gatekeeper } from '../world.ts';
import { PARAMETERS } from './scenario.ts';

/** Hears of one answer of AWS: the names asked for, and those it did not know. */
export type TellRead = (names: readonly string[], absent: readonly string[]) => void;

/** Where calls ask for permission, how they are answered, and whom to tell of it at each. */
export interface Gate {
  readonly gatekeeper: Gatekeeper;
  readonly ask: <T>(stale: boolean, one: () => T) => T;
  readonly observed: () => TellRead;
}

/** A Parameter Store every call of which asks for permission first, and may be answered by a replica. */
export function gateParameters(store: ParameterStore, { gatekeeper, ask, observed }: Gate): ParameterStore {
  const perform = <T>(text: string, effect: (stale: boolean, tell: TellRead) => Promise<T>): Promise<T> =>
    gatekeeper.perform<T>({
      text,
      mayBeStale: true,
      refuse: refuseAws,
      effect: (stale) => effect(stale, observed()),
    });
  return {
    getParameters: (names, options) =>
      perform(
        `GetParameters ${names.join(' ')}${options.decrypt ? ' decrypted' : ''}`,
        async (stale, tell) => {
          const answer = await ask(stale, () => store.getParameters(names, options));
          // Of a name with a label it may be the label that is missing: another call tells.
          tell(
            names,
            answer.invalid.filter((name) => !name.includes(':')),
          );
          return answer;
        },
      ),
    listTags: (name) => store.listTags(name),
    describeParameters: (filter, next) => store.describeParameters(filter, next),
    getParametersByPath: (path, options) =>
      perform(`GetParametersByPath ${path} ${options.next ?? ''}`, async (stale, tell) => {
        const page = await ask(stale, () => store.getParametersByPath(path, options));
        const found = new Set(page.parameters.map(({ name }) => name));
        // All there is fits on one page.
        const lacking = PARAMETERS.map((parameter) => `/app/${parameter}`).filter((name) => !found.has(name));
        tell(lacking, lacking);
        return page;
      }),
    getParameter: (name) =>
      perform(`GetParameter ${name}`, async (stale, tell) => {
        try {
          const found = await ask(stale, () => store.getParameter(name));
          tell([name], []);
          return found;
        } catch (error) {
          tell([name], error instanceof TerminalError && error.code === 'ParameterNotFound' ? [name] : []);
          throw error;
        }
      }),
  };
}
