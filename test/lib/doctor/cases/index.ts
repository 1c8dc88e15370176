import { AGENT_CASES } from './agent';
import { AWS_CASES } from './aws';
import type { FaultCase } from './fault-case';
import { LOKI_CASES } from './loki';
import { POD_CASES } from './pods';

export type { FaultCase } from './fault-case';

/** Every fault. */
export const CASES: readonly FaultCase[] = [...AWS_CASES, ...POD_CASES, ...AGENT_CASES, ...LOKI_CASES];
