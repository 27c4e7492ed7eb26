import { expect, test } from 'vitest';
import { Narrator } from '../../../sandbox/narrative/narrator.ts';

function tell(isTTY: boolean, story: (narrator: Narrator) => void): string {
  let text = '';
  const narrator = new Narrator({
    isTTY,
    write: (part) => {
      text += part;
    },
  });
  story(narrator);
  return text;
}

test('without a terminal the story is plain text', () => {
  const text = tell(false, (narrator) => {
    narrator.step('A parameter changes');
    narrator.did('aws ssm put-parameter');
    narrator.saw('the Secret follows', 840);
    narrator.saw('the record is INSYNC', 2_340);
    narrator.detail('a\nb');
  });

  expect(text).toBe(
    [
      '',
      '1. A parameter changes',
      '   > aws ssm put-parameter',
      '   ✓ the Secret follows  after 840 ms',
      '   ✓ the record is INSYNC  after 2.3 s',
      '     a',
      '     b',
      '',
    ].join('\n'),
  );
});

test('on a terminal it is coloured', () => {
  expect(tell(true, (narrator) => narrator.step('x'))).toContain('\u001b[');
});

test('what was missed is listed at the end', () => {
  let missing: readonly string[] = [];
  const text = tell(false, (narrator) => {
    narrator.missed('the Secret did not come');
    narrator.verdict();
    missing = narrator.missing;
  });

  expect(missing).toEqual(['the Secret did not come']);
  expect(text).toContain('Did not converge:\n  - the Secret did not come');
});

test('when nothing was missed it says so', () => {
  expect(tell(false, (narrator) => narrator.verdict())).toContain('Everything converged.');
});
