import { expect, test } from 'vitest';
import { Narrator } from '../../sandbox/narrative/narrator.ts';
import { Stage } from '../../sandbox/narrative/stage.ts';
import { tellStory } from '../../sandbox/narrative/story.ts';
import { printCommands } from '../../sandbox/narrative/try-by-hand.ts';
import { startWorld } from './world.ts';

test('the story of npm start converges from beginning to end', { timeout: 240_000 }, async () => {
  const world = await startWorld();
  let text = '';
  const narrator = new Narrator({
    write: (part) => {
      text += part;
    },
  });

  try {
    await tellStory(new Stage(world.sandbox, narrator));
    printCommands(narrator, world.sandbox);
  } finally {
    await world.sandbox.close();
  }

  expect(narrator.missing).toEqual([]);
  expect(world.problems).toEqual([]);
  expect(text).toMatch(/the Secret has the new value .* after \d+/);
  expect(text).toContain('0 writes; Route 53: 2 reads, 0 changes');
  expect(text).toContain('export AWS_ENDPOINT_URL=http://127.0.0.1:');
});
