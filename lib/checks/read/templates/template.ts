/** One resource of a CloudFormation template. */
export interface TemplateResource {
  /** Type: `AWS::S3::Bucket`. */
  readonly Type: string;

  /** Properties, with CloudFormation's functions in them. @default - none */
  readonly Properties?: Readonly<Record<string, unknown>>;

  /** Logical ids of resources it waits for, in addition to those its properties refer to. @default - none */
  readonly DependsOn?: string | readonly string[];

  /** Policy for its removal from the template. @default Delete */
  readonly DeletionPolicy?: string;

  /** Policy for its replacement. @default Delete */
  readonly UpdateReplacePolicy?: string;

  /** Condition that must be true for it to be created. @default - it is always created */
  readonly Condition?: string;
}

/** One CloudFormation template, as it was synthesized. */
export interface Template {
  /** The stack without its environment: `Storage`. */
  readonly stack: string;

  /** Its resources by logical id. */
  readonly resources: Readonly<Record<string, TemplateResource>>;

  /** Bytes of its text. */
  readonly bytes: number;
}
