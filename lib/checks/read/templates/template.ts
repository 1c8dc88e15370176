/** One resource of a CloudFormation template. */
export interface TemplateResource {
  /** Type: `AWS::S3::Bucket`. */
  readonly Type: string;

  /** Properties, with CloudFormation's functions in them. @default - none */
  readonly Properties?: Readonly<Record<string, unknown>>;

  /** Logical ids of resources it waits for, in addition to those its properties refer to. @default - none */
  readonly DependsOn?: string | readonly string[];

  /** Policy when it leaves the template. @default Delete */
  readonly DeletionPolicy?: string;

  /** Policy when it is replaced. @default Delete */
  readonly UpdateReplacePolicy?: string;

  /** Condition without which it is not made. @default - it is made */
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
