import { Environment } from '@marcbachmann/cel-js';

/** What an expression sees: variables by name, plain JSON. */
export type CelVariables = Record<string, unknown>;

export type CelProgram = (variables: CelVariables) => unknown;

/** Everything is dynamic, as in the API server's own expressions over claims and unstructured objects. */
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
});

const programs = new Map<string, CelProgram>();

/** A compiled CEL expression, compiled once. Throws on a syntax error; the program throws when evaluation fails. */
export function compileCel(expression: string): CelProgram {
  let program = programs.get(expression);
  if (program === undefined) {
    const parsed = environment.parse(expression);
    program = (variables) => parsed(variables);
    programs.set(expression, program);
  }
  return program;
}
