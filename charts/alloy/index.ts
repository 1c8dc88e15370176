/** Alloy's configuration language, to write sources of one's own with. */
export * from './syntax';
export * from './values';
