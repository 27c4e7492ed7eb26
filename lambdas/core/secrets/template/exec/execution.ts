import { GoMap, GoSlice } from '../containers.ts';
import { Output } from '../fmt/output.ts';
import { print } from '../fmt/printf.ts';
import { quote } from '../fmt/quote.ts';
import type { Environment } from '../functions/environment.ts';
import type { FunctionFamily } from '../functions/function.ts';
import { int } from '../make.ts';
import type {
  BranchNode,
  CommandNode,
  ListNode,
  OperandNode,
  ParsedTemplate,
  PipeNode,
  StatementNode,
  TemplateNode,
} from '../syntax/node.ts';
import { nodeText } from '../syntax/node-text.ts';
import { TemplateError } from '../template-error.ts';
import { GoInt, type Value } from '../values.ts';
import { evaluatePipeline } from './pipeline.ts';
import { isTrue } from './truth.ts';

/** How a list of statements ended. */
type Flow = 'next' | 'break' | 'continue';

interface Variable {
  readonly name: string;
  value: Value;
}

/** One run of a template: output, variables, and where it stands, for messages. */
export class Execution {
  readonly output: Output;
  readonly environment: Environment;
  readonly functions: FunctionFamily;
  readonly #parsed: ParsedTemplate;
  #name: string;
  #variables: Variable[];
  #node: OperandNode | CommandNode | TemplateNode | undefined;

  constructor(parsed: ParsedTemplate, functions: FunctionFamily, environment: Environment) {
    this.#parsed = parsed;
    this.#name = parsed.name;
    this.functions = functions;
    this.environment = environment;
    this.output = new Output(environment.budget);
    this.#variables = [];
  }

  /** Renders the root template over `data`. */
  run(data: Value): string {
    this.#variables = [{ name: '$', value: data }];
    const root = this.#parsed.trees.get(this.#parsed.name);
    if (root !== undefined) this.#walkList(root, data);
    return this.output.text();
  }

  /** Says where we are, for the message of an error. */
  at(node: OperandNode | CommandNode | TemplateNode): void {
    this.#node = node;
    this.environment.budget.spend(1);
  }

  fail(message: string): never {
    const node = this.#node;
    const name = this.#parsed.name;
    if (node === undefined) throw new TemplateError('exec', `template: ${this.#name}: ${message}`);
    const before = this.#parsed.text.slice(0, node.position);
    const line = before.split('\n').length;
    const column = node.position - (before.lastIndexOf('\n') + 1);
    const place = `${name}:${line}:${column}: executing ${quote(this.#name)} at <${nodeText(node)}>`;
    throw new TemplateError('exec', `template: ${place}: ${message}`);
  }

  declare(name: string, value: Value): void {
    this.#variables.push({ name, value });
  }

  assign(name: string, value: Value): void {
    this.#find(name).value = value;
  }

  variable(name: string): Value {
    return this.#find(name).value;
  }

  #find(name: string): Variable {
    return (
      this.#variables.findLast((variable) => variable.name === name) ??
      this.fail(`undefined variable: ${name}`)
    );
  }

  #walkList({ nodes }: ListNode, dot: Value): Flow {
    for (const node of nodes) {
      const flow = this.#walk(node, dot);
      if (flow !== 'next') return flow;
    }
    return 'next';
  }

  #walk(node: StatementNode, dot: Value): Flow {
    switch (node.kind) {
      case 'text':
        this.output.write(node.text);
        return 'next';
      case 'action':
        this.#walkAction(node.pipe, dot);
        return 'next';
      case 'if':
      case 'with':
        return this.#scoped(() => this.#walkIfOrWith(node, dot));
      case 'range':
        return this.#scoped(() => this.#walkRange(node, dot));
      case 'template':
        this.#walkTemplate(node, dot);
        return 'next';
      default:
        return node.kind;
    }
  }

  #walkAction(pipe: PipeNode, dot: Value): void {
    const value = evaluatePipeline(this, dot, pipe);
    if (pipe.declared.length > 0) return;
    this.at(pipe);
    // What no value was found for prints as nothing that anyone would write.
    print(this.output, [value ?? '<no value>']);
  }

  /** Variables declared inside end with it. */
  #scoped<T>(inside: () => T): T {
    const mark = this.#variables.length;
    const result = this.environment.budget.nested(inside);
    this.#variables.length = mark;
    return result;
  }

  #walkIfOrWith(node: BranchNode, dot: Value): Flow {
    const value = evaluatePipeline(this, dot, node.pipe);
    if (isTrue(value)) return this.#walkList(node.list, node.kind === 'with' ? value : dot);
    return node.otherwise === undefined ? 'next' : this.#walkList(node.otherwise, dot);
  }

  #walkRange(node: BranchNode, dot: Value): Flow {
    this.at(node.pipe);
    const value = evaluatePipeline(this, dot, node.pipe);
    let isEmpty = true;
    for (const [index, element] of this.#elements(node.pipe, value)) {
      isEmpty = false;
      this.environment.budget.iterate();
      this.#setRangeVariables(node.pipe, index, element);
      const mark = this.#variables.length;
      const flow = this.#walkList(node.list, element);
      this.#variables.length = mark;
      if (flow === 'break') return 'next';
    }
    if (!isEmpty || node.otherwise === undefined) return 'next';
    return this.#walkList(node.otherwise, dot);
  }

  #elements(pipe: PipeNode, value: Value): Iterable<readonly [Value, Value]> {
    if (value === null) return [];
    if (value instanceof GoSlice) return enumerate(value.items);
    if (value instanceof GoMap) return value.sorted();
    const shown = new Output(this.environment.budget);
    print(shown, [value]);
    if (!(value instanceof GoInt)) return this.fail(`range can't iterate over ${shown.text()}`);
    if (pipe.declared.length > 1)
      this.fail(`can't use ${shown.text()} to iterate over more than one variable`);
    return count(value);
  }

  #setRangeVariables({ declared, isAssignment }: PipeNode, index: Value, element: Value): void {
    const values = declared.length > 1 ? [index, element] : [element];
    for (const [position, { names }] of declared.entries()) {
      const value = values[position] ?? null;
      if (isAssignment) this.assign(names[0] ?? '', value);
      else {
        const variable = this.#variables.at(position - declared.length);
        if (variable !== undefined) variable.value = value;
      }
    }
  }

  #walkTemplate(node: TemplateNode, dot: Value): void {
    this.at(node);
    const list = this.#parsed.trees.get(node.name) ?? this.fail(`template ${quote(node.name)} not defined`);
    const value = node.pipe === undefined ? null : evaluatePipeline(this, dot, node.pipe);
    const outer = { name: this.#name, variables: this.#variables };
    this.#name = node.name;
    this.#variables = [{ name: '$', value }];
    this.environment.budget.nested(() => this.#walkList(list, value));
    this.#name = outer.name;
    this.#variables = outer.variables;
  }
}

function* enumerate(items: readonly Value[]): Iterable<readonly [Value, Value]> {
  for (let index = 0; index < items.length; index += 1) yield [int(index), items[index] ?? null];
}

function* count({ type, value }: GoInt): Iterable<readonly [Value, Value]> {
  for (let index = 0n; index < value; index += 1n) yield [null, new GoInt(type, index)];
}
