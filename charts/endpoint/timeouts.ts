/**
 * Seconds that every hop of a query waits longer than Loki's own timeout, so that clients get Loki's answer instead of
 * a broken connection.
 */
export const QUERY_TIMEOUT_MARGIN_SECONDS = 30;
