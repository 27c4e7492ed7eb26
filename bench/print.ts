import { judge, type Quantity, type Verdict } from './quantity.ts';

const NAME_WIDTH = 66;

/** One line: mark, name, value, limits, note. */
export function formatQuantity(quantity: Quantity): string {
  const { name, value, unit, note } = quantity;
  const text = `${judge(quantity).padEnd(5)} ${name.padEnd(NAME_WIDTH)} ${formatValue(value, unit).padStart(9)}`;
  const rest = [formatLimits(quantity), note ?? ''].filter((part) => part !== '').join('; ');
  return rest === '' ? text : `${text}  ${rest}`;
}

/** The last line of a run. */
export function formatVerdict({ within, over, failed }: Verdict): string {
  return `${within} within, ${over} over, ${failed} failed`;
}

function formatLimits({ target, fail, unit }: Quantity): string {
  const limits = [
    ...(target === undefined ? [] : [`at most ${formatValue(target, unit)}`]),
    ...(fail === undefined || fail === target ? [] : [`fails over ${formatValue(fail, unit)}`]),
  ];
  if (target === undefined && fail !== undefined) return `fails over ${formatValue(fail, unit)}`;
  return limits.join(', ');
}

/** Counts as they are, everything else with as many digits as are worth reading. */
function formatValue(value: number, unit: Quantity['unit']): string {
  if (unit === '') return String(value);
  const digits = unit === 'x' || value < 10 ? 2 : value < 100 ? 1 : 0;
  const number = value
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return unit === 'x' ? `${number} x` : `${number} ${unit}`;
}
