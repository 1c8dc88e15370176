import { number } from '../input/props';

/** Lines that Grafana shows for a query by default. */
export const DEFAULT_LINES = 1000;

/** Maximum number of lines in the answer to a query. */
export const maxLines = number({ example: '1000', least: 1 });
