import { AGENT_CASES } from './agent';
import { AROUND_CASES } from './around';
import { BUCKET_CASES } from './buckets';
import { CLAIM_CASES } from './claims';
import { DOOR_CASES } from './door';
import { DOOR_CERTIFICATE_CASES } from './door-certificates';
import { DRIFT_CASES } from './drift';
import { EXPOSURE_CASES } from './exposure';
import type { FaultCase } from './fault-case';
import { IDENTITY_CASES } from './identity';
import { KAFKA_CASES } from './kafka';
import { AGENT_LINE_CASES } from '../logs/agents';
import { AWS_LINE_CASES } from '../logs/aws';
import { SOURCE_CASES } from './grafana';
import { GRAFANA_LINE_CASES } from '../logs/grafana';
import { GATEWAY_LINE_CASES } from '../logs/gateway';
import { LOKI_LINE_CASES } from '../logs/loki';
import { PROGRAM_LINE_CASES } from '../logs/programs';
import { QUERY_LINE_CASES } from '../logs/queries';
import { LOKI_CASES } from './loki';
import { LOKI_LOG_CASES } from './loki-logs';
import { NAMESPACE_CASES } from './namespaces';
import { NODE_CASES } from './node';
import { LAUNCH_CASES } from './node/launches';
import { NODE_START_CASES } from '../../hints/nodes';
import { PLACE_CASES } from '../../hints/places';
import { POD_STATE_CASES } from './pod-states';
import { POD_CASES } from './pods';
import { QUERY_CASES } from './query';
import { ROLLOUT_CASES } from './rollouts';

export type { FaultCase } from './fault-case';

/** Every fault. */
export const CASES: readonly FaultCase[] = [
  ...IDENTITY_CASES,
  ...BUCKET_CASES,
  ...NAMESPACE_CASES,
  ...DRIFT_CASES,
  ...POD_CASES,
  ...NODE_START_CASES,
  ...PLACE_CASES,
  ...POD_STATE_CASES,
  ...ROLLOUT_CASES,
  ...CLAIM_CASES,
  ...NODE_CASES,
  ...LAUNCH_CASES,
  ...AGENT_CASES,
  ...KAFKA_CASES,
  ...DOOR_CASES,
  ...DOOR_CERTIFICATE_CASES,
  ...EXPOSURE_CASES,
  ...AROUND_CASES,
  ...LOKI_CASES,
  ...LOKI_LOG_CASES,
  ...AWS_LINE_CASES,
  ...AGENT_LINE_CASES,
  ...LOKI_LINE_CASES,
  ...QUERY_LINE_CASES,
  ...GATEWAY_LINE_CASES,
  ...PROGRAM_LINE_CASES,
  ...GRAFANA_LINE_CASES,
  ...SOURCE_CASES,
  ...QUERY_CASES,
];
