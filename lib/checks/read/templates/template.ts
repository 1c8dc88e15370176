/** One resource of a CloudFormation template. */
export interface TemplateResource {
  /** What it is: `AWS::S3::Bucket`. */
  readonly Type: string;

  /** What is asked of it, with CloudFormation's functions in it. @default none */
  readonly Properties?: Readonly<Record<string, unknown>>;

  /** Logical ids of what comes before it, beside what its properties refer to. @default none */
  readonly DependsOn?: string | readonly string[];

  /** What happens to it when it leaves the template. @default Delete */
  readonly DeletionPolicy?: string;

  /** What happens to it when another takes its place. @default Delete */
  readonly UpdateReplacePolicy?: string;
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
