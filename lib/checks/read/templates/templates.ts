import type { Template, TemplateResource } from './template';
import type { TemplatesSubject } from '../../rule';
import { Intrinsics } from './intrinsics';
import { record } from '../../../manifests/shape';

/** Resource with its functions resolved. */
export interface PlacedResource {
  /** Stack and logical id, `Storage/ChunkBucket`, with which paths of findings begin. */
  readonly path: string;

  /** The stack without its environment. */
  readonly stack: string;

  /** Its logical id. */
  readonly id: string;

  /** Properties, resolved by `Intrinsics`. */
  readonly properties: Readonly<Record<string, unknown>>;

  /** The resource as it stands in the template. */
  readonly raw: TemplateResource;
}

/** The templates of an environment, read. */
export class Templates {
  /** One for each stack. */
  public readonly all: readonly Template[];

  private readonly intrinsics: Intrinsics;

  constructor({ templates, environment }: TemplatesSubject) {
    this.all = templates;
    this.intrinsics = new Intrinsics(templates, environment);
  }

  /** The resources of some types, over all stacks. */
  public ofType(...types: string[]): PlacedResource[] {
    return this.all.flatMap(({ stack, resources }) =>
      Object.entries(resources)
        .filter(([, { Type }]) => types.includes(Type))
        .map(([id, raw]) => ({
          path: `${stack}/${id}`,
          stack,
          id,
          raw,
          properties: record(this.intrinsics.resolve(raw.Properties, stack)),
        })),
    );
  }

  /** Text of a function's value in a stack. */
  public text(value: unknown, stack: string): string {
    return String(this.intrinsics.resolve(value, stack));
  }
}
