import { FLAG_RULES, OTHER_PROVIDERS } from './flags.ts';

/** What becomes of each flag of ExternalDNS 0.22, as a Markdown table; docs/compatibility.md holds it. */
export function printFlagTable(): string {
  const rows = FLAG_RULES.map(({ flag, verdict, path, note }) => {
    const setting = path.join('.') === '' ? '' : `\`dns.${path.join('.')}\``;
    const words = { carried: 'supported', unneeded: 'not needed', refused: 'refused' };
    return `| \`--${flag}\` | ${words[verdict]} | ${[setting, note].filter(Boolean).join('; ')} |`;
  });
  const others = OTHER_PROVIDERS.map((prefix) => `\`--${prefix}-*\``).join(', ');
  const lines = [
    '| Flag | sluice | How |',
    '|---|---|---|',
    ...rows,
    `| ${others} | not needed | of providers that are not built |`,
  ];
  return `${lines.join('\n')}\n`;
}
