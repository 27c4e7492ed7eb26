/** gjson's modifiers, without the ones a program can add. */
export const MODIFIER_NAMES = [
  'pretty',
  'ugly',
  'reverse',
  'this',
  'flatten',
  'join',
  'valid',
  'keys',
  'values',
  'tostr',
  'fromstr',
  'group',
  'dig',
] as const;

export type ModifierName = (typeof MODIFIER_NAMES)[number];

export function isModifierName(name: string): name is ModifierName {
  return MODIFIER_NAMES.some((known) => known === name);
}
