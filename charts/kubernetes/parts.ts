/**
 * Maximum size in bytes of the part of a long list in one ConfigMap. `kubectl apply` stores an object again in an
 * annotation, for which the API server has 256 KiB, and a delivery needs room for the escapes of JSON.
 */
export const MAX_PART_BYTES = 100_000;

/** Label of the ConfigMaps of a long list after the first: the number of the part. Each is delivered by itself. */
export const PART_LABEL = 'cdk-eks-loki/part';

/** A part of a long list, for a ConfigMap of its own. */
export interface Part<T> {
  /** Items of the part. */
  readonly items: readonly T[];

  /** Labels of its ConfigMap. */
  readonly labels: Readonly<Record<string, string>>;

  /** Name in the part, from the name in the first part: `loki-runtime` in the first, `loki-runtime-2` in the second. */
  readonly name: (first: string) => string;
}

/**
 * Parts of a list, at least one, in its order. Items that are added at the end leave earlier parts as they are; an item
 * that is larger than a part has one of its own.
 */
export function inParts<T>(items: readonly T[], textOf: (item: T) => string): Part<T>[] {
  const parts: T[][] = [[]];
  let bytes = 0;
  for (const item of items) {
    const more = Buffer.byteLength(textOf(item), 'utf8');
    if (bytes > 0 && bytes + more > MAX_PART_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(item);
    bytes += more;
  }
  return parts.map((of, index): Part<T> => ({
    items: of,
    labels: index === 0 ? {} : { [PART_LABEL]: String(index + 1) },
    name: (first) => (index === 0 ? first : `${first}-${index + 1}`),
  }));
}
