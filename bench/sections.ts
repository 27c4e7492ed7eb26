import type { Section } from './section.ts';
import { bundles } from './sections/bundles.ts';
import { dns } from './sections/dns.ts';
import { event } from './sections/event.ts';
import { init } from './sections/init.ts';
import { list } from './sections/list.ts';
import { memory } from './sections/memory.ts';
import { notifier } from './sections/notifier.ts';
import { reads } from './sections/reads.ts';
import { templates } from './sections/templates.ts';
import { writes } from './sections/writes.ts';

/** In the order in which they run. */
export const SECTIONS: readonly Section[] = [
  bundles,
  init,
  event,
  list,
  writes,
  reads,
  notifier,
  templates,
  dns,
  memory,
];
