/** Where a template failed: while it was read, while it ran, at one of our limits, or at a function we refuse. */
export type TemplateStage = 'parse' | 'exec' | 'limit' | 'refused';

/**
 * A template that cannot be rendered. The message is Go's own for stages `parse` and `exec`
 * (`template: key:1:3: executing "key" at <.x>: map has no entry for key "x"`) and never holds more of the data
 * than Go's would; it may hold text of the template.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly stage: TemplateStage;

  constructor(stage: TemplateStage, message: string) {
    super(message);
    this.stage = stage;
  }
}

/** What a template function fails with; the evaluator adds where it was called. Message as byte string. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}
