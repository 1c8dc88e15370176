import { createHash } from 'node:crypto';
import type { Body, Fields } from './fields';
import type { Address } from './references';

/** A block of Terraform: a resource, unless `kind` says otherwise. */
export interface Block {
  /** Kind of the block. @default resource */
  readonly kind?: 'ephemeral';

  /** Terraform's resource type: `aws_s3_bucket_versioning`. */
  readonly type: string;

  /** Suffix of its name, if several blocks of this type come from one resource. @default - none */
  readonly suffix?: string;

  /** Its arguments. */
  readonly body: Body;
}

/** Properties of a resource of CloudFormation, with expressions of Terraform in place of functions. */
export type Properties = Readonly<Record<string, unknown>>;

/** The resource that other blocks belong to. */
export interface Self {
  /** Its name. */
  readonly id: string;

  /** True if the resource has a property. */
  readonly has: (property: string) => boolean;

  /** Expression for one of its attributes. */
  readonly attribute: (name: string) => string;
}

/** Mapping of a CloudFormation type to Terraform. A property that no member names has no form. */
export interface Kind extends Address {
  /** Arguments, by property. */
  readonly fields: Fields;

  /** Properties that become several arguments, or a part of one. @default - none */
  readonly more?: Readonly<Record<string, (value: never) => Body>>;

  /** Properties that other blocks contain. @default - none */
  readonly others?: Readonly<Record<string, (value: never, self: Self) => readonly Block[]>>;

  /** Property with a list whose items each become a block, and its argument there. @default - one block */
  readonly each?: { readonly property: string; readonly argument: string };
}

/**
 * A suffix of a name, from an ARN or an address range. Texts that differ only in punctuation get different suffixes.
 */
export function nameSuffix(text: string): string {
  const readable = `_${text.replace(/[^A-Za-z0-9]+/g, '_')}`;
  if (/^[A-Za-z0-9:/.]*$/.test(text)) return readable;
  return `${readable}_${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}
