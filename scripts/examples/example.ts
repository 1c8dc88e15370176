/** Checks of the output of an example: sentences, each with a function that throws if it is not true. */
export type Checks = Readonly<Record<string, () => void>>;

/** Project in `examples/`, with the steps that its user takes. */
export interface Example {
  /** Name of its folder in `examples/`. */
  readonly name: string;

  /** Way to install the package: one of the two in docs/how-to/library.md. */
  readonly install: 'tarball' | 'git';

  /** Commands that its user runs after the installation, each with its arguments. */
  readonly commands: readonly (readonly string[])[];

  /** Checks of its folder afterwards, and of the output of the commands. */
  readonly checks: (folder: string, output: string) => Checks;

  /** Entries of the package that can be loaded with the packages that the project installs. */
  readonly entries: readonly string[];
}
