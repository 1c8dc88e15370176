/** Id of the stack with the deliveries, below the stage of an environment. */
export const LOGGING_STACK_ID = 'Logging';

/** Id of the deliveries in that stack. */
export const DELIVERY_ID = 'Delivery';

/** Id of the delivery of a chart. `10-loki` is `Loki`: the number orders files and must not become part of a logical id. */
export function deliveryId(chartId: string): string {
  return chartId
    .split('-')
    .slice(1)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Ids of the constructs of a piece below its delivery: a part of a long list is in a stack of its own. */
export function manifestPath(piece: string, isPart: boolean): string[] {
  return isPart ? [`${piece}-Stack`, piece] : [piece];
}
