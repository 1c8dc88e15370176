import { checkIdentifier, checkPath } from './identifiers';
import { printFields, reference, type Field, type Value } from './values';

/**
 * Block of Alloy's configuration language: a component, or a part of one.
 *
 * It prints itself exactly as `alloy fmt` would. Attributes come before inner blocks, in any order of adding.
 */
export class Block {
  private readonly fields: Field[] = [];
  private readonly inner: Block[] = [];

  /** @throws Error if name or label has other characters than letters, digits and underscores; the name may have dots */
  constructor(
    /** Kind of the block, such as `loki.process` or `stage.cri`. */
    public readonly name: string,
    /** Label of the component; blocks within a component have no label. */
    public readonly label?: string,
  ) {
    checkPath(name, 'the name of a block');
    if (label !== undefined) checkIdentifier(label, 'the label of a block');
  }

  /** Name by which other components refer to the component: `loki.process.pods`. */
  public get id(): string {
    return this.label === undefined ? this.name : `${this.name}.${this.label}`;
  }

  /** Its attributes, in the order they were added. */
  public get attributes(): readonly Field[] {
    return this.fields;
  }

  /** Its inner blocks, in the order they were added. */
  public get blocks(): readonly Block[] {
    return this.inner;
  }

  /** Adds an attribute. @throws Error if the block has it already */
  public set(name: string, value: Value): this {
    checkIdentifier(name, 'the name of an attribute');
    if (this.fields.some(({ key }) => key === name)) {
      throw new Error(`${this.id} has the attribute ${name} already: set it once`);
    }
    this.fields.push({ key: name, value });
    return this;
  }

  /** Adds blocks within this one. */
  public add(...blocks: Block[]): this {
    this.inner.push(...blocks);
    return this;
  }

  /** Reference to an export of the component. */
  public exported(name: string): Value {
    return reference(`${this.id}.${name}`);
  }

  /** Text of the block. `indent` is the number of tabs before it. */
  public print(indent = 0): string {
    const tabs = '\t'.repeat(indent);
    const head = `${tabs}${this.name}${this.label === undefined ? '' : ` "${this.label}"`} {`;
    const body = [printFields(this.fields, indent + 1), ...this.inner.map((block) => block.print(indent + 1))]
      .filter((part) => part !== '')
      .join('\n');
    return body === '' ? `${head} }\n` : `${head}\n${body}${tabs}}\n`;
  }
}

/** Text of a whole file. */
export function printConfig(blocks: Block[]): string {
  return blocks.map((block) => block.print()).join('\n');
}
