import type { CaseConfig } from '../corpus/drivers/externaldns/case.ts';

/** Flags of ExternalDNS v0.22 whose names are not the setting's own in other letters. */
const NAMES: Readonly<Record<string, string>> = {
  sources: 'source',
  ownerId: 'txt-owner-id',
  domainFilters: 'domain-filter',
  zoneType: 'aws-zone-type',
  zoneTags: 'aws-zone-tags',
  zoneIds: 'zone-id-filter',
  zoneMatchParent: 'aws-zone-match-parent',
  preferCname: 'aws-prefer-cname',
  evaluateTargetHealth: 'aws-evaluate-target-health',
  batchChangeSize: 'aws-batch-change-size',
  batchChangeSizeBytes: 'aws-batch-change-size-bytes',
  batchChangeSizeValues: 'aws-batch-change-size-values',
  txtEncrypt: 'txt-encrypt-enabled',
  txtEncryptKey: 'txt-encrypt-aes-key',
  migrateFromOwner: 'migrate-from-txt-owner',
};

/** A recording's settings as the flags they were made with (test/corpus/externaldns/README.md). */
export function toFlags(config: CaseConfig): readonly string[] {
  const { extraArgs = [], registry = 'txt', ...settings } = config;
  const flags = Object.entries({ ...settings, registry }).flatMap(([setting, value]) => {
    const name = NAMES[setting] ?? setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (value === null || value === undefined) return [];
    if (typeof value === 'boolean') return [value ? `--${name}` : `--no-${name}`];
    return [value].flat().map((item) => `--${name}=${item}`);
  });
  return ['--once', '--provider=aws', ...flags, ...(extraArgs as readonly string[])];
}
