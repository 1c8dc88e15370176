/** Checks of the output of an example: a sentence each, and a function that throws if it does not hold. */
export type Checks = Readonly<Record<string, () => void>>;

/** One of the projects in `examples/`, and how it is tried as by its user. */
export interface Example {
  /** Name of its folder in `examples/`. */
  readonly name: string;

  /** How the package is installed: the two ways of docs/how-to/library.md. */
  readonly install: 'tarball' | 'git';

  /** Commands that its user runs after the installation, each with its arguments. */
  readonly commands: readonly (readonly string[])[];

  /** Checks of its folder afterwards, and of what the commands printed. */
  readonly checks: (folder: string, output: string) => Checks;

  /** Entries of the package that can be loaded with what it installs. */
  readonly entries: readonly string[];
}
