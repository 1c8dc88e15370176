import { MAX_ITEM_NAME } from '../../charts/input/item-name';

/** Name of an item from a text such as a host or the name of a job; its first character may be a digit, and it may be empty. */
export const itemNameOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, MAX_ITEM_NAME)
    .replace(/-$/, '');
