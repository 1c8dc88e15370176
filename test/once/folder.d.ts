/** Gives all processes of a run one temporary folder of their own. */
export function makeFolder(): void;

/** Removes it with all they left. */
export function removeFolder(): void;
