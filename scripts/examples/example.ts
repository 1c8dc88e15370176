/** What must hold of what an example made: a sentence, and a function that throws where it does not. */
export type Checks = Readonly<Record<string, () => void>>;

/** One of the projects in `examples/`, and how it is tried as its user would. */
export interface Example {
  /** Its folder in `examples/`. */
  readonly name: string;

  /** The commands its user types after `npm install`, each with its arguments. */
  readonly commands: readonly (readonly string[])[];

  /** What must hold in its folder then, and of what the commands printed. */
  readonly checks: (folder: string, output: string) => Checks;

  /** The entries of the package that can be loaded with what it installs. */
  readonly entries: readonly string[];
}
