import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFields } from '../core/ports.ts';

/**
 * Structured log, one JSON line each. Secret values are wrapped (core/secret-value.ts) and print as `[secret]`
 * whatever is passed here.
 *
 * @param fields added to every line: which half, which cluster.
 */
export function createLog(fields: LogFields = {}): Log {
  const logger = new Logger({ serviceName: 'sluice', persistentKeys: { ...fields } });
  return {
    info: (message, extra = {}) => logger.info(message, { ...extra }),
    warn: (message, extra = {}) => logger.warn(message, { ...extra }),
    error: (message, extra = {}) => logger.error(message, { ...extra }),
  };
}
