/** Problem of a package that is not installed, for an error that says so; undefined for another error. */
export function missingPackage(
  error: unknown,
): { readonly path: string; readonly found: string; readonly fix: string } | undefined;

/** Command that installs a package: all that the project asks for, or one that it does not ask for yet. */
export function installCommand(name: string): string;
