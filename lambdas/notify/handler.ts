import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNotifyConfig } from './config.ts';
import { createNotify, type UrlEvent, type UrlResponse } from './notify.ts';
import { createSendMessage } from './send-message.ts';

/** The file beside the bundle; `SLUICE_CONFIG` names another. */
const path = process.env['SLUICE_CONFIG'] ?? join(__dirname, 'sluice.json');
const config = parseNotifyConfig(JSON.parse(readFileSync(path, 'utf8')));
const { SLUICE_SECRETS_QUEUE_URL: secrets, SLUICE_DNS_QUEUE_URL: dns } = process.env as Readonly<
  Record<string, string | undefined>
>;

const notify = createNotify({
  config,
  queues: { ...(secrets === undefined ? {} : { secrets }), ...(dns === undefined ? {} : { dns }) },
  send: createSendMessage({ region: config.region, environment: process.env, now: Date.now }),
  now: Date.now,
  writeLine: (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`),
});

/** The Lambda entry point behind the function URL. */
export function handler(event: UrlEvent): Promise<UrlResponse> {
  return notify(event);
}
