/** Alloy's configuration language and the pieces of a log on the node, to write sources of one's own with. */
export * from './node';
export * from './syntax';
export * from './values';
