/** Longest name of an item of a list that becomes part of the names of components, volumes and files. */
export const MAX_ITEM_NAME = 30;

const FORM = new RegExp(`^[a-z]([a-z0-9-]{0,${MAX_ITEM_NAME - 2}}[a-z0-9])?$`);

/** True for a name that such an item can have. */
export const isItemName = (name: string): boolean => FORM.test(name);

/** Words for the form of such a name. */
export const ITEM_NAME_WORDS = `at most ${MAX_ITEM_NAME} lower-case letters, digits and hyphens`;
