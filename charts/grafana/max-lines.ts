import { number } from '../input/props';

/** Maximum number of lines in the answer to a query. */
export const maxLines = number({ example: '1000', least: 1 });
