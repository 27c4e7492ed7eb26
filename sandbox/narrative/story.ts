import { tellClosing } from './closing-story.ts';
import { tellDns } from './dns-story.ts';
import { seedParameters, tellSecrets } from './secrets-story.ts';
import type { Stage } from './stage.ts';

/** Tells the whole story on a fresh sandbox; what did not converge is in the narrator's `missing`. */
export async function tellStory(stage: Stage): Promise<void> {
  await seedParameters(stage);
  await tellSecrets(stage);
  await tellDns(stage);
  await tellClosing(stage);
}
