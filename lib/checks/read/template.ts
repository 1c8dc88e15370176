/** One resource of a CloudFormation template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
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
