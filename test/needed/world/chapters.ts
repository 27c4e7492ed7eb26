import type { ClusterConfiguration } from '../../../stack/config.ts';
import { ALARM_STEPS } from './alarm-steps.ts';
import { CHILDREN_STEPS } from './children-steps.ts';
import { DNS_STEPS } from './dns-steps.ts';
import { MANAGER_STEPS } from './manager-steps.ts';
import { NETWORK_STEPS } from './network-steps.ts';
import { NOTIFIER_STEPS } from './notifier-steps.ts';
import { RESTART_STEPS } from './restart-steps.ts';
import { ROLE_STEPS } from './role-steps.ts';
import { SECRETS_STEPS } from './secrets-steps.ts';
import { applySomething, applyStores, applyWebhooks } from './set-up.ts';
import { SOURCE_STEPS } from './source-steps.ts';
import type { Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';
import { TROUBLE_STEPS } from './trouble-steps.ts';

/** Steps that are told in a world of their own, in order. */
export interface Chapter {
  readonly name: string;
  /** Names of removals that it probably says something about: they are looked at here first. */
  readonly about: RegExp;
  /** The cluster it is told of, from the example. @default with everything switched on */
  readonly deploy?: (example: ClusterConfiguration) => ClusterConfiguration;
  /** What its steps find. */
  readonly prepare?: (world: StoryWorld) => Promise<void>;
  readonly steps: readonly Step[];
}

/** The story of the deployed example. The chapters that are about little come first. */
export const CHAPTERS: readonly Chapter[] = [
  { name: 'network', about: /AttachToNetwork|DenyNetworkToCode/, steps: NETWORK_STEPS },
  { name: 'notifier', about: /Notifier|sluice-events/, prepare: applyWebhooks, steps: NOTIFIER_STEPS },
  { name: 'restart', about: /sluice-(restart|workloads)/, prepare: applyStores, steps: RESTART_STEPS },
  {
    name: 'children',
    about: /sluice-children|clusterexternalsecrets|: (create|update|delete) externalsecrets/,
    prepare: applyStores,
    steps: CHILDREN_STEPS,
  },
  {
    name: 'manager',
    about: /SecretLabel|ReadSecrets|ListSecrets|DecryptSecrets|GetRegistryTokens|ByTag|generat|tokens$/,
    steps: MANAGER_STEPS,
  },
  { name: 'roles', about: /-events-|Assume(Mapped|Store)Roles/, steps: ROLE_STEPS },
  {
    name: 'sources',
    about:
      /sluice-dns: list (gateways|.*routes|dnsendpoints|namespaces)|dnsendpoints\/status|Assume(Zone)Roles/,
    steps: SOURCE_STEPS,
  },
  { name: 'dns', about: /Dns|sluice-dns|sluice-system/, steps: DNS_STEPS },
  { name: 'secrets', about: /Secrets|sluice-(secrets|externalsecrets)/, steps: SECRETS_STEPS },
  {
    name: 'trouble',
    about: /Dead|Visibility|QueuePolicy|sluice-(secrets|externalsecrets)$/,
    prepare: applySomething,
    steps: TROUBLE_STEPS,
  },
  { name: 'alarms', about: /Alarms|Overview/, prepare: applySomething, steps: ALARM_STEPS },
];

/** Every chapter, those that are about something of this name first. */
export function chaptersFor(name: string): readonly Chapter[] {
  const isAbout = ({ about }: Chapter): boolean => about.test(name);
  return [...CHAPTERS.filter(isAbout), ...CHAPTERS.filter((chapter) => !isAbout(chapter))];
}
