/** Path of a folder with this mode, created if it does not exist; undefined if its content cannot be trusted. */
export function trustedFolder(path: string, mode: number): string | undefined;
