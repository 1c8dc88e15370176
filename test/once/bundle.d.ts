/** Bundles the programs, unless they are made of these sources already. */
export function makeBundle(): void;
