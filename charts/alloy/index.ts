/** Alloy's configuration language and the pieces of a log on the node, to write sources of one's own with. */
export * from './stages/metadata';
export * from './stages/node';
export * from './language/syntax';
export * from './language/values';
