import { AWS_PATTERNS } from '../logs/aws';
import type { View } from '../view';

/** Patterns of what AWS does not give to a pod. Some parts of Loki end without it. */
const OF_AWS: ReadonlySet<string> = new Set(AWS_PATTERNS.map(([id]) => id));

/** True if a pod logs that AWS does not give it what it asks for. */
export const lacksAws = ({ snapshot }: View, name: string): boolean =>
  snapshot.logs.some(({ pod, pattern }) => pod === name && OF_AWS.has(pattern));
