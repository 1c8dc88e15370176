/** Alloy's configuration language and stages, for sources of your own. */
export * from './stages/metadata';
export * from './stages/node';
export * from './language/syntax';
export * from './language/identifiers';
export * from './language/values';
export * from './sources/components';
