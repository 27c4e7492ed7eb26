/** Size budgets of a sync function (DESIGN 11), in bytes, and the modules that must not be in one. */
export const BUDGET = {
  mainBytesTarget: 560 * 1024,
  mainBytesMax: 640 * 1024,
  ownBytesMax: 130 * 1024,
  forbidden: ['undici', '@kubernetes/client-node', 'zod'],
} as const;

/** A write of the cluster waits for the notifier: it loads nothing but its own few files, and no package. */
export const NOTIFY_BUDGET = {
  mainBytesTarget: 30 * 1024,
  mainBytesMax: 30 * 1024,
  ownBytesMax: 30 * 1024,
  forbidden: [] as readonly string[],
} as const;

/** @param name of a function, such as `secret-sync` */
export function budgetOf(name: string): typeof BUDGET | typeof NOTIFY_BUDGET {
  return name === 'notify' ? NOTIFY_BUDGET : BUDGET;
}
