import { toListedSecret } from '../../../lambdas/adapters/listed-secret.ts';
import type { ListedSecret, SecretsManagers } from '../../../lambdas/core/aws-ports.ts';
import type { Clock } from '../../../lambdas/core/ports.ts';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';
import { createFakeSecretsManagers } from '../../fakes/secrets-managers.ts';
import { refuseAws } from '../aws-refusal.ts';
import { Timeline } from '../timeline.ts';
import type { Actor, Gatekeeper } from '../world.ts';
import type { TellRead } from './gated-parameters.ts';

/** A listing of Secrets Manager is behind by so much at most; values are not. */
const LISTING_LAG_MS = 120_000;
/** How long a listing is believed, s: `secretListSeconds` of the configuration. */
export const LIST_SECONDS = 60;

/** Secrets Manager with a memory of what its listing was. */
export class SimulatedSecrets {
  readonly #clock: Clock;
  readonly #managers;
  readonly #textOf: (source: string) => Timeline<string | undefined>;
  readonly #denied = new Set<string>();
  /** When a listing last was behind, ms since the epoch. */
  #misledAt = Number.NEGATIVE_INFINITY;
  readonly #listings = new Timeline<readonly ListedSecret[]>([]);

  /** `textOf` gives the history of `s0` and of `s0:live`, which is written here. */
  constructor(clock: Clock, textOf: (source: string) => Timeline<string | undefined>) {
    this.#clock = clock;
    this.#textOf = textOf;
    this.#managers = createFakeSecretsManagers({ clock });
    this.#model.hooks.intercept = (_action, params) => {
      const ids = [params['SecretIdList'] ?? params['SecretId'] ?? []].flat();
      if (!ids.some((id) => this.#denied.has(String(id)))) return undefined;
      return new AwsServiceError('AccessDeniedException', 'User is not authorized to perform this', 400);
    };
  }

  /** What there is has long been listed. */
  begin(): void {
    this.#listings.forget();
  }

  /** A new current version. */
  put(secret: string, text: string): void {
    const id = idOf(secret);
    const exists = this.#model.state.secrets.has(id);
    this.#silently(() =>
      exists
        ? this.#model.call('PutSecretValue', { SecretId: id, SecretString: text })
        : this.#model.call('CreateSecret', { Name: id, SecretString: text }),
    );
    this.#note(secret);
  }

  remove(secret: string): void {
    const input = { SecretId: idOf(secret), ForceDeleteWithoutRecovery: true };
    this.#silently(() => this.#model.call('DeleteSecret', input));
    this.#note(secret);
  }

  /** Moves the label `live` to the current version. */
  label(secret: string): void {
    const [current, live] = ['AWSCURRENT', 'live'].map((stage) => this.#withStage(secret, stage)?.id);
    if (current === undefined) return;
    const input = { SecretId: idOf(secret), VersionStage: 'live', MoveToVersionId: current };
    const from = live === undefined ? {} : { RemoveFromVersionId: live };
    this.#silently(() => this.#model.call('UpdateSecretVersionStage', { ...input, ...from }));
    this.#note(secret);
  }

  deny(secret: string, denied: boolean): void {
    if (denied) this.#denied.add(idOf(secret));
    else this.#denied.delete(idOf(secret));
  }

  isDenied(secret: string): boolean {
    return this.#denied.has(idOf(secret));
  }

  /** How much older than the invocation the values it goes by may be, ms: by the listing that it believes. */
  lagMs({ startedAt }: Actor, now: number): number {
    const believedMs = LIST_SECONDS * 1000;
    const isMisled = now >= this.#misledAt && startedAt - believedMs <= this.#misledAt;
    return believedMs + (isMisled ? LISTING_LAG_MS : 0);
  }

  /** The port for a container; `observed` is asked, at each read, whom to tell what was asked for and not known. */
  gated(gatekeeper: Gatekeeper, observed: () => TellRead): SecretsManagers {
    const refuse = refuseAws as () => never;
    return {
      of: (identity) => {
        const manager = this.#managers.of(identity);
        return {
          getValue: (id, version) =>
            gatekeeper.perform({
              text: `GetSecretValue ${id} ${Object.values(version).join()}`,
              refuse,
              effect: async () => {
                const tell = observed();
                const answer = await manager.getValue(id, version);
                const source = 'stage' in version && version.stage === 'live' ? `${id}:live` : id;
                tell([id], answer === undefined ? [source] : []);
                return answer;
              },
            }),
          getCurrentValues: (ids) =>
            gatekeeper.perform({
              text: `BatchGetSecretValue ${ids.join(' ')}`,
              refuse,
              effect: async () => {
                const tell = observed();
                const answers = await manager.getCurrentValues(ids);
                tell(
                  ids,
                  ids.filter((id) => answers.get(id) === undefined),
                );
                return answers;
              },
            }),
          listSecrets: () =>
            gatekeeper.perform({
              text: 'ListSecrets',
              mayBeStale: true,
              refuse,
              effect: async (stale) => {
                const now = this.#clock.now();
                if (stale) this.#misledAt = now;
                const [oldest = []] = this.#listings.during(now - LISTING_LAG_MS, now);
                return stale ? oldest : this.#listings.now;
              },
            }),
          getTags: (id) => manager.getTags(id),
        };
      },
    };
  }

  get #model() {
    return this.#managers.model();
  }

  #withStage(secret: string, stage: string) {
    const versions = this.#model.state.secrets.get(idOf(secret))?.versions.values() ?? [];
    return [...versions].find(({ stages }) => stages.has(stage));
  }

  /** Administrators are not subject to the function's role. */
  #silently(work: () => unknown): void {
    const { hooks } = this.#model;
    const { intercept } = hooks;
    hooks.intercept = undefined;
    try {
      work();
    } finally {
      hooks.intercept = intercept;
    }
  }

  #note(secret: string): void {
    const now = this.#clock.now();
    this.#textOf(secret).set(now, this.#withStage(secret, 'AWSCURRENT')?.string);
    this.#textOf(`${secret}:live`).set(now, this.#withStage(secret, 'live')?.string);
    this.#listings.set(now, this.#model.call('ListSecrets', {}).SecretList.map(toListedSecret));
  }
}

function idOf(secret: string): string {
  return `/app/${secret}`;
}
