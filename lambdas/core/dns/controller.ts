import type { DnsAnnotations } from './annotations.ts';

const CONTROLLER = 'dns-controller';

/** Whether an object is for this kind of controller: another one named by its annotation keeps it away from us. */
export function isForUs({ values }: DnsAnnotations): boolean {
  const controller = values['controller'];
  return controller === undefined || controller === CONTROLLER;
}
